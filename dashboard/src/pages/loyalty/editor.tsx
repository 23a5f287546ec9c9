// A loyalty program as a form: what is left empty is as it is by default, what is not touched stays.
import { useState } from "preact/hooks";
import { post, put, Refused, type BodyField } from "../../api/client";
import { useAct } from "../../parts/act";
import type { Field, Texts } from "../../parts/fields";
import { Form } from "../../parts/form";
import { areWhole, Rows, rowsOf } from "../../parts/rows";
import { go, to } from "../../router";
import { theShop } from "../../shop/shop";
import { PROGRAM_STATUSES, PROGRAM_TYPES, REWARD_KINDS, ROUNDINGS, type Program } from "../../words/loyalty";

type Name = BodyField<"/api/customers/loyalty-programs", "post">;

const isOf = (...types: readonly string[]) => (text: (name: string) => string): boolean => types.includes(text("type"));
const BY_ORDERS = isOf("points", "tier", "vip");
const TIERS: readonly Field[] = [
  { name: "name", label: "Name", most: 100, required: true },
  { name: "threshold", label: "From points", kind: "whole", least: 0, required: true },
  { name: "multiplier", label: "Earns times", kind: "decimal", least: 0, empty: "1" },
  { name: "graceDays", label: "Kept below it, days", kind: "whole", least: 0, empty: "0" },
];
const isMoney = (text: (name: string) => string): boolean => text("kind") === "amount";
const REWARDS: readonly Field[] = [
  { name: "id", label: "Id", most: 64, required: true },
  { name: "name", label: "Name", most: 100, required: true },
  { name: "points", label: "Points", kind: "whole", least: 1, required: true },
  { name: "kind", label: "What it is", kind: "choice", options: REWARD_KINDS, required: true },
  { name: "amount", label: "Worth", kind: "decimal", least: 0, where: isMoney },
  { name: "stock", label: "Ever offered", kind: "whole", least: 0, empty: "no limit" },
  { name: "minTier", label: "From tier", most: 100, empty: "any" },
];
const MOST_TIERS = 10;
const MOST_REWARDS = 50;

function fieldsOf(isNew: boolean): readonly Field<Name>[] {
  const unit = theShop().currency;
  return [
    { name: "name", label: "Name", most: 100, required: true },
    { name: "type", label: "Type", kind: "choice", options: PROGRAM_TYPES, required: true },
    { name: "status", label: "State", kind: "choice", options: PROGRAM_STATUSES, required: true },
    { name: "pointsPerUnit", label: `Points for each ${unit}`, kind: "decimal", least: 0, empty: "1", where: BY_ORDERS },
    { name: "multiplier", label: "Multiplied by", kind: "decimal", least: 0, empty: "1", where: BY_ORDERS },
    { name: "minimumPurchase", label: `Only orders of at least, ${unit}`, kind: "decimal", least: 0, empty: "any", where: BY_ORDERS },
    { name: "referralPoints", label: "Points for each of the two", kind: "whole", least: 0, empty: "0", where: isOf("referral") },
    { name: "pendingDays", label: "Days until they can be used", kind: "whole", least: 0, empty: "at once" },
    { name: "expiryDays", label: "Days until they lapse", kind: "whole", least: 1, empty: "never" },
    { name: "expiryRounding", label: "They lapse", kind: "choice", options: ROUNDINGS, required: true },
    { name: "tierWindowDays", label: "Tiers go by points of days", kind: "whole", least: 1, empty: "365" },
    { name: "effectiveFrom", label: isNew ? "Orders earn since" : "The change stands since", kind: "day", says: "now if empty" },
    { name: "autoEarn", label: "Orders earn points", kind: "yes" },
  ];
}

interface Props {
  program: Program | null;
  again: () => void;
}

export function Editor({ program, again }: Props) {
  const act = useAct(again);
  const [before] = useState(() => ({ tiers: textsOf(TIERS, program?.tiers ?? []), rewards: textsOf(REWARDS, program?.rewards ?? []) }));
  const [tiers, setTiers] = useState(before.tiers);
  const [rewards, setRewards] = useState(before.rewards);
  const fields = fieldsOf(!program);
  const wrong = new Map(act.error instanceof Refused ? act.error.errors.map((one) => [one.field, one.message] as const) : []);
  const save = async (body: Record<string, unknown>): Promise<void> => {
    const lists = {
      ...(tiers === before.tiers ? {} : { tiers: rowsOf(TIERS, tiers) }),
      ...(rewards === before.rewards ? {} : { rewards: rowsOf(REWARDS, rewards) }),
    };
    if (program) {
      await put("/api/customers/loyalty-programs", { body: { loyaltyProgramId: program.id, ...body, ...lists } as never, ifMatch: program.etag });
      return;
    }
    const { data } = await post("/api/customers/loyalty-programs", { body: { ...body, ...lists } as never });
    go(to(["loyalty", data.id]));
  };
  return (
    <section class="figure">
      <h2>{program ? "Change it" : "What it gives, and for what"}</h2>
      {act.trouble}
      <Form
        label="Loyalty program"
        fields={fields}
        from={program ? textOfProgram(fields, program) : { autoEarn: "true" }}
        also={tiers !== before.tiers || rewards !== before.rewards}
        blocked={!areWhole(TIERS, tiers) || !areWhole(REWARDS, rewards)}
        act={act}
        send={save}
        verb="Save"
      >
        <Rows one="Tier" title="Tiers, the lowest first" fields={TIERS} rows={tiers} write={setTiers} wrong={wrong} path="tiers" most={MOST_TIERS} />
        <Rows one="Reward" title="Rewards" fields={REWARDS} rows={rewards} write={setRewards} wrong={wrong} path="rewards" most={MOST_REWARDS} />
      </Form>
    </section>
  );
}

/** What stands in the fields: all but since when, which each edit says anew. */
function textOfProgram(fields: readonly Field<Name>[], program: Program): Texts {
  const known = fields.filter(({ name }) => name !== "effectiveFrom");
  return Object.fromEntries(known.map((field) => [field.name, textIn(field, (program as Record<string, unknown>)[field.name])]));
}

function textsOf(fields: readonly Field[], rows: readonly object[]): readonly Texts[] {
  return rows.map((row) => Object.fromEntries(fields.map((field) => [field.name, textIn(field, (row as Record<string, unknown>)[field.name])])));
}

function textIn({ kind }: Field, value: unknown): string {
  if (kind === "yes") return value ? "true" : "";
  return value === null || value === undefined ? "" : String(value);
}
