// One customer: who they are, why they are where they are, what they did, and what they will probably do.
import { useEffect, useState } from "preact/hooks";
import { get } from "../../api/client";
import { useLoad } from "../../api/load";
import { Name, PageHead } from "../../parts/bits";
import { Shown } from "../../parts/states";
import { go, place, to } from "../../router";
import { asked, then } from "../../shop/then";
import { Advice } from "./advice";
import { Habits } from "./habits";
import { Health } from "./health";
import { Loyalty } from "./loyalty";
import { Messages } from "./messages";
import { Notes } from "./notes";
import { NextPurchases } from "./purchases";
import { Record } from "./record";
import { Standing, type Detail } from "./standing";
import { Story } from "./story";
import { Tags } from "./tags";
import { WishesOf } from "./wishes";
import { Worth } from "./worth";

export function CustomerPage({ id }: { id: string }) {
  const detail = useLoad(`customer ${id}`, (signal) => get("/api/customers/{customerId}", { path: { customerId: id }, query: { explain: true, ...asked() }, signal }));
  // How often something was changed that every section tells of: then each is read once more.
  const [round, setRound] = useState(0);
  // Whoever was asked for under another id of theirs is shown under the one that they are known by.
  const survivor = detail.state === "ready" ? detail.value.data.contactID : id;
  useEffect(() => {
    if (survivor !== id) go(to(["customers", survivor], Object.fromEntries(place.value.query)), "replace");
  }, [survivor]);
  return (
    <Shown of={detail} lines={10}>
      {({ data }) => (
        <>
          <PageHead title={<Name name={data.name} id={id} />} note={<Contact data={data} />} />
          <Standing data={data} />
          {!then() && survivor === id && (
            <>
              <Known id={id} key={round} />
              <Record
                id={id}
                changed={() => {
                  detail.again();
                  setRound(round + 1);
                }}
              />
            </>
          )}
        </>
      )}
    </Shown>
  );
}

/** What is known of them now, one section a file; a section that fails leaves the others standing. First what to do and
 * why, then what happened and will, then what is written down here. */
function Known({ id }: { id: string }) {
  return (
    <>
      <div class="halves">
        <div class="column">
          <Advice id={id} />
          <Worth id={id} />
        </div>
        <div class="column">
          <Health id={id} />
          <Habits id={id} />
        </div>
      </div>
      <Loyalty id={id} />
      <Story id={id} />
      <NextPurchases id={id} />
      <div class="halves">
        <Notes id={id} />
        <div class="column">
          <WishesOf id={id} />
          <Tags id={id} />
        </div>
      </div>
      <Messages id={id} />
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
