import { PageHead } from "../parts/bits";
export function OverviewPage() { return <PageHead title="Overview" />; }
