import { PageHead } from "../parts/bits";
export function TodayPage() { return <PageHead title="Today" />; }
