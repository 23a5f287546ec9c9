// One customer: who they are, why they are where they are, what they did, and what they will probably do.
import { get } from "../../api/client";
import { useLoad } from "../../api/load";
import { Name, PageHead } from "../../parts/bits";
import { Shown } from "../../parts/states";
import { asked, then } from "../../shop/then";
import { Advice } from "./advice";
import { Health } from "./health";
import { Messages } from "./messages";
import { Notes } from "./notes";
import { NextPurchases } from "./purchases";
import { Standing, type Detail } from "./standing";
import { Story } from "./story";
import { Tags } from "./tags";
import { WishesOf } from "./wishes";
import { Worth } from "./worth";

export function CustomerPage({ id }: { id: string }) {
  const detail = useLoad(`customer ${id}`, (signal) => get("/api/customers/{customerId}", { path: { customerId: id }, query: { explain: true, ...asked() }, signal }));
  return (
    <Shown of={detail} lines={10}>
      {({ data }) => (
        <>
          <PageHead title={<Name name={data.name} id={id} />} note={<Contact data={data} />} />
          <Standing data={data} />
          {!then() && <Sections id={id} />}
        </>
      )}
    </Shown>
  );
}

/** What is known of them now, one section a file; a section that fails leaves the others standing. */
function Sections({ id }: { id: string }) {
  return (
    <>
      <div class="halves">
        <Worth id={id} />
        <Advice id={id} />
      </div>
      <div class="halves">
        <Health id={id} />
        <WishesOf id={id} />
        <Tags id={id} />
        <Notes id={id} />
      </div>
      <Story id={id} />
      <Messages id={id} />
      <NextPurchases id={id} />
    </>
  );
}

function Contact({ data }: { data: Detail }) {
  return (
    <>
      {[data.company !== data.name && data.company, data.email, data.phone].filter(Boolean).map((one) => (
        <>
          <bdi>{one}</bdi> ·{" "}
        </>
      ))}
      <code>{data.contactID}</code>
    </>
  );
}
