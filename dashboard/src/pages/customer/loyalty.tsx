// Their points in each program: what they have, what lapses, their tier; and what they may have for them.
import { useState } from "preact/hooks";
import { get, post, type AnswerTo, type BodyField } from "../../api/client";
import { known, useLoad } from "../../api/load";
import { useAct, useOnce, type Act } from "../../parts/act";
import { Chip } from "../../parts/bits";
import type { Field } from "../../parts/fields";
import { Fold } from "../../parts/fold";
import { Form } from "../../parts/form";
import { Shown } from "../../parts/states";
import { Sure } from "../../parts/sure";
import { Table } from "../../parts/table";
import { to } from "../../router";
import { mayEdit } from "../../shop/shop";
import * as dates from "../../words/dates";
import { POINT_ACTIONS, points, whatItIs, type Program, type Reward } from "../../words/loyalty";
import { count, counted } from "../../words/numbers";
import { named } from "../../words/people";
import { usePrograms } from "../loyalty";
import { Fact } from "./facts";

type Standing = AnswerTo<"/api/customers/loyalty-points">["data"][number];
type Change = (body: Record<string, unknown>) => Promise<unknown>;

const isAdded = (text: (name: string) => string): boolean => text("action") === "add";
const FIELDS: readonly Field<BodyField<"/api/customers/loyalty-points", "post">>[] = [
  { name: "action", label: "What", kind: "choice", options: [["redeem", "Redeem"], ["add", "Add"], ["adjust", "Adjust, up or down"]], required: true },
  { name: "points", label: "Points", kind: "whole", required: true },
  { name: "reason", label: "Why", most: 500, says: "needed to adjust" },
  { name: "expiresAt", label: "Lapse on", kind: "day", says: "as the program says if empty", where: isAdded },
];

/** Nothing where the shop has no program. */
export function Loyalty({ id }: { id: string }) {
  const found = useLoad(`points ${id}`, (signal) => get("/api/customers/loyalty-points", { query: { customerId: id }, signal }));
  const programs = usePrograms();
  const again = (): void => {
    found.again();
    // How many of a reward are left.
    programs.again();
  };
  const value = known(found);
  if (value && !value.data.length) return null;
  return (
    <section class="figure" aria-busy={programs.state === "loading"}>
      <h2>Loyalty</h2>
      <Shown of={found} lines={4}>
        {({ data }) => (
          <>
            {data.map((one) => (
              <InOne key={one.loyaltyProgramId} id={id} standing={one} program={known(programs)?.data.find((program) => program.id === one.loyaltyProgramId)} again={again} />
            ))}
          </>
        )}
      </Shown>
    </section>
  );
}

interface OfOne {
  id: string;
  standing: Standing;
  /** Undefined while it is read. */
  program: Program | undefined;
  again: () => void;
}

function InOne({ id, standing, program, again }: OfOne) {
  const act = useAct(again);
  const once = useOnce();
  const [said, setSaid] = useState<string>();
  const change: Change = (body) =>
    once(async (idempotencyKey) => {
      const { data } = await post("/api/customers/loyalty-points", { body: { customerId: id, loyaltyProgramId: standing.loyaltyProgramId, ...body } as never, idempotencyKey });
      setSaid(`${named(POINT_ACTIONS, data.entry.action)}: ${points(Math.abs(data.entry.points))}. ${points(data.availablePoints)} are left to redeem.`);
    });
  const on = program?.status === "active";
  return (
    <div class="column">
      <h3>
        <a href={to(["loyalty", standing.loyaltyProgramId])}>
          <bdi>{standing.loyaltyProgramName}</bdi>
        </a>{" "}
        {standing.tierLevel && (
          <Chip>
            <bdi>{standing.tierLevel}</bdi>
          </Chip>
        )}{" "}
        {program && !on && <Chip>off</Chip>}
      </h3>
      <Balance standing={standing} />
      {standing.tierProgress && <Progress progress={standing.tierProgress} tier={standing.tierLevel} />}
      {act.trouble}
      {mayEdit() && on && <Rewards program={program} standing={standing} act={act} change={change} />}
      {mayEdit() && program && <Form label={`Points of ${standing.loyaltyProgramName}`} fields={on ? FIELDS : OFF} act={act} send={change} verb="Do it" />}
      <p class="muted" role="status">
        {said}
      </p>
      <div class="folds">
        <Lots standing={standing} />
        <Entries standing={standing} />
      </div>
    </div>
  );
}

/** Of a program that is off nothing is redeemed. */
const OFF = FIELDS.map((field) => (field.name === "action" ? { ...field, options: field.options?.filter(([action]) => action !== "redeem") ?? [] } : field));

function Balance({ standing }: { standing: Standing }) {
  return (
    <dl class="facts">
      <Fact name="To redeem">{points(standing.availablePoints)}</Fact>
      {standing.expiringSoonPoints > 0 && (
        <Fact name="Of these lapse in 30 days">
          <span class="risk">{points(standing.expiringSoonPoints)}</span>
        </Fact>
      )}
      <Fact name="Not yet usable">{count(standing.pendingPoints)}</Fact>
      <Fact name="Redeemed">{count(standing.redeemedPoints)}</Fact>
      <Fact name="Lapsed">{count(standing.expiredPoints)}</Fact>
      {standing.debtPoints > 0 && (
        <Fact name="Owed after a refund">
          <span class="risk">{count(standing.debtPoints)}</span>
        </Fact>
      )}
      <Fact name="Earned in all">{count(standing.totalPointsEarned)}</Fact>
    </dl>
  );
}

function Progress({ progress, tier }: { progress: NonNullable<Standing["tierProgress"]>; tier: string | null }) {
  const { points: have, pointsToNextTier: missing, nextTier, windowDays, heldUntil } = progress;
  const within = `${points(have)} in ${counted(windowDays, "day")}`;
  return (
    <>
      {missing !== null && nextTier !== null ? (
        <label class="inline">
          <progress value={have} max={have + missing} />
          <span>
            {within}: {points(missing)} to <bdi>{nextTier}</bdi>
          </span>
        </label>
      ) : (
        <p class="muted">{within}: the highest tier.</p>
      )}
      {heldUntil && (
        <p class="muted">
          Below its threshold, <bdi>{tier}</bdi> is kept until {dates.day(heldUntil)}.
        </p>
      )}
    </>
  );
}

interface Choice {
  program: Program;
  standing: Standing;
  act: Act;
  change: Change;
}

function Rewards({ program, standing, act, change }: Choice) {
  if (!program.rewards.length) return null;
  return (
    <ul class="plain" aria-label={`Rewards of ${program.name}`}>
      {program.rewards.map((reward) => {
        const not = whyNot(reward, program, standing);
        return (
          <li class="row">
            <b>
              <bdi>{reward.name}</bdi>
            </b>
            <span class="muted">
              {points(reward.points)} · {whatItIs(reward)}
            </span>
            {not ? (
              <span class="muted">{not}</span>
            ) : (
              <Sure
                verb="Redeem"
                label={`Redeem: ${reward.name}`}
                question={`${points(reward.points)} of theirs for ${reward.name}?`}
                disabled={act.busy}
                run={() => void act.run(() => change({ action: "redeem", rewardId: reward.id }))}
              />
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** What keeps them from a reward, as far as it is known here; the API decides. */
function whyNot(reward: Reward, program: Program, standing: Standing): string | null {
  if (reward.left === 0) return "none left";
  const rank = (tier: string | null): number => program.tiers.findIndex((one) => one.name === tier);
  if (reward.minTier && rank(standing.tierLevel) < rank(reward.minTier)) return "their tier is too low";
  return reward.points > standing.availablePoints ? `${points(reward.points - standing.availablePoints)} too few` : null;
}

function Lots({ standing }: { standing: Standing }) {
  return (
    <Fold title="What they have" note="each lot until it is spent or lapses, in the order in which it is spent">
      <Table
        caption={`Lots of ${standing.loyaltyProgramName}`}
        rows={standing.lots}
        rowKey={(row) => `${row.earnedAt} ${row.points} ${row.expiresAt}`}
        columns={[
          { name: "Earned", cell: (row) => dates.day(row.earnedAt) },
          { name: "Points", kind: "number", cell: (row) => count(row.points) },
          { name: "Left", kind: "number", cell: (row) => count(row.left) },
          { name: "Usable", kind: "number", cell: (row) => (row.pending ? `from ${dates.day(row.usableAt)}` : "now") },
          { name: "Lapse", kind: "number", cell: (row) => (row.expiresAt ? dates.day(row.expiresAt) : "never") },
        ]}
        none="Nothing."
      />
    </Fold>
  );
}

function Entries({ standing }: { standing: Standing }) {
  return (
    <Fold title="What was done with them" note="by hand and by redeeming; what orders earned stands with the lots">
      <Table
        caption={`Entries of ${standing.loyaltyProgramName}, newest first`}
        rows={standing.history}
        rowKey={(row) => row.id}
        columns={[
          { name: "When", cell: (row) => dates.instant(row.at) },
          { name: "What", cell: (row) => named(POINT_ACTIONS, row.action) },
          { name: "Points", kind: "number", cell: (row) => count(row.points) },
          { name: "Why", cell: (row) => <bdi>{[row.rewardId && `reward ${row.rewardId}`, row.reason, row.expiresAt && `lapse on ${dates.day(row.expiresAt)}`].filter(Boolean).join(" · ")}</bdi> },
        ]}
        none="Nothing yet."
      />
      {standing.tierHistory.length > 0 && (
        <Table
          caption={`Tiers in ${standing.loyaltyProgramName}, newest first`}
          rows={standing.tierHistory}
          rowKey={(row) => row.at}
          columns={[
            { name: "When", cell: (row) => dates.day(row.at) },
            { name: "From", cell: (row) => <bdi>{row.from ?? "none"}</bdi> },
            { name: "To", cell: (row) => <bdi>{row.to ?? "none"}</bdi> },
          ]}
        />
      )}
    </Fold>
  );
}
