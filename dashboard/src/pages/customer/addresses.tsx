// Where they live and where their orders and invoices go; of each type one is the default.
import { useState } from "preact/hooks";
import { get, post, put, remove, type AnswerTo, type BodyField } from "../../api/client";
import { useLoad } from "../../api/load";
import { useAct, type Act } from "../../parts/act";
import { Chip } from "../../parts/bits";
import type { Field, Texts } from "../../parts/fields";
import { Form } from "../../parts/form";
import { Shown } from "../../parts/states";
import { Sure } from "../../parts/sure";
import { mayEdit } from "../../shop/shop";
import { ADDRESS_TYPES, named } from "../../words/people";

type Address = AnswerTo<"/api/customers/addresses">["data"][number];

const FIELDS: readonly Field<BodyField<"/api/customers/addresses", "post">>[] = [
  { name: "type", label: "Type", kind: "choice", options: ADDRESS_TYPES, required: true },
  { name: "line1", label: "Street and number", most: 200, required: true },
  { name: "line2", label: "Second line", most: 200 },
  { name: "postalCode", label: "Postal code", most: 32 },
  { name: "city", label: "City", most: 200, required: true },
  { name: "region", label: "Region", most: 200 },
  { name: "country", label: "Country", most: 200, required: true },
  { name: "isDefault", label: "The default of its type", kind: "yes" },
];

export function Addresses({ id }: { id: string }) {
  const found = useLoad(`addresses ${id}`, (signal) => get("/api/customers/addresses", { query: { customerId: id, limit: 100 }, signal }));
  const act = useAct(found.again);
  return (
    <>
      {act.trouble}
      <Shown of={found} lines={2}>
        {({ data }) => (
          <ul class="plain">
            {data.map((one) => (
              <One key={one.id} address={one} act={act} id={id} />
            ))}
            {!data.length && <li class="muted">None yet.</li>}
          </ul>
        )}
      </Shown>
      {mayEdit() && <Form label="A new address" fields={FIELDS} act={act} send={(body) => post("/api/customers/addresses", { body: { customerId: id, ...body } as never })} />}
    </>
  );
}

function One({ address, act, id }: { address: Address; act: Act; id: string }) {
  const [edited, setEdited] = useState(false);
  const close = (): void => setEdited(false);
  const change = (body: Record<string, unknown>): Promise<unknown> =>
    put("/api/customers/addresses", { body: { customerId: address.customerId, id: address.id, ...body } as never, ifMatch: address.etag });
  if (edited) {
    return (
      <li>
        <Form label="Change the address" fields={FIELDS} from={textsOf(address)} act={act} send={change} verb="Save" done={close} cancel={close} />
      </li>
    );
  }
  return (
    <li>
      <p class="row">
        <b>{named(ADDRESS_TYPES, address.type)}</b>
        {address.isDefault && <Chip>Default</Chip>}
        {mayEdit() && (
          <>
            <button type="button" class="bare" disabled={act.busy} onClick={() => setEdited(true)}>
              Edit
            </button>
            {!address.isDefault && (
              <button type="button" class="bare" disabled={act.busy} onClick={() => void act.run(() => change({ isDefault: true }))}>
                Make it the default
              </button>
            )}
            <Sure verb="Remove" question="Remove this address for good?" quiet disabled={act.busy} run={() => void act.run(() => remove("/api/customers/addresses", { query: { customerId: id, id: address.id } }))} />
          </>
        )}
      </p>
      <address>
        {[address.line1, address.line2, [address.postalCode, address.city].filter(Boolean).join(" "), address.region, address.country].filter(Boolean).map((line) => (
          <bdi>{line}</bdi>
        ))}
      </address>
    </li>
  );
}

function textsOf(address: Address): Texts {
  const { type, line1, line2, postalCode, city, region, country, isDefault } = address;
  return { type, line1, line2: line2 ?? "", postalCode: postalCode ?? "", city, region: region ?? "", country, isDefault: isDefault ? "true" : "" };
}
