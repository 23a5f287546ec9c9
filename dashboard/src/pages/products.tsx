import { PageHead } from "../parts/bits";
export function ProductsPage() { return <PageHead title="Products" />; }
