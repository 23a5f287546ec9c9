// Groups of customers: those that everybody is in one of, and the shop's own, made by rules.
import { PageHead, Tabs } from "../../parts/bits";
import { place, to } from "../../router";
import { OwnSegments } from "./own";
import { SegmentPage } from "./page";
import { Lifecycle, Rfm, Venue } from "./standard";

const WAYS = [
  ["lifecycle", "Lifecycle"],
  ["rfm", "RFM groups"],
  ["venue", "Regularity"],
  ["own", "Your own"],
] as const;

/** `id`: of an own segment; "new" for one that is being made. */
export function SegmentsPage({ id }: { id: string | undefined }) {
  const way = place.value.query.get("by") ?? "lifecycle";
  if (id !== undefined) return <SegmentPage id={id === "new" ? null : id} key={id} />;
  return (
    <>
      <PageHead title="Segments" note={way === "own" ? "Made by your own rules. Who is in one is right at the moment it is read." : "Every customer is in one of each. Nothing has to be run: a segment is right at the moment it is read."} />
      <Tabs label="Ways of looking" tabs={WAYS.map(([by, name]) => ({ name, href: to(["segments"], by === "lifecycle" ? {} : { by }), here: way === by }))} />
      <Way way={way} />
    </>
  );
}

function Way({ way }: { way: string }) {
  switch (way) {
    case "own":
      return <OwnSegments />;
    case "venue":
      return <Venue />;
    case "rfm":
      return <Rfm />;
    default:
      return <Lifecycle />;
  }
}
