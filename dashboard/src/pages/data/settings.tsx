// Where segments begin and end: change a number, see who would move, then say so.
import { useEffect, useState } from "preact/hooks";
import { getTagged, post, put, Refused, type AnswerTo } from "../../api/client";
import { forgetAll, useLoad } from "../../api/load";
import { Name } from "../../parts/bits";
import { Shown, Trouble } from "../../parts/states";
import { to } from "../../router";
import { readShop, theShop } from "../../shop/shop";
import { count, counted } from "../../words/numbers";
import { changesOf, FIELDS, NAMES, textOf, type Texts } from "./fields";
import { Suggestions } from "./suggestions";

type Preview = { customers: number; moves: Moves; frequencyMoves: Moves; rfmMoves: Moves; venueMoves: Moves };
type Moves = readonly { from: string; to: string; count: number; examples: readonly { contactID: string; name: string }[] }[];
type Settings = AnswerTo<"/api/settings">["data"];

export function SettingsTab() {
  const loaded = useLoad("settings", (signal) => getTagged("/api/settings", { signal }));
  return <Shown of={loaded}>{({ body, etag }) => <Form settings={body.data} etag={etag} again={loaded.again} />}</Shown>;
}

function Form({ settings, etag, again }: { settings: Settings; etag: string; again: () => void }) {
  const [texts, setTexts] = useState<Texts>(() => textOf(settings));
  const [preview, setPreview] = useState<Preview>();
  const [error, setError] = useState<Error>();
  const [said, setSaid] = useState<string>();
  const changes = changesOf(settings, texts);
  const changed = Object.keys(changes).length > 0;
  const mayChange = theShop().role === "admin";
  useEffect(() => {
    setTexts(textOf(settings));
    setPreview(undefined);
  }, [etag]);
  const attempt = async (what: () => Promise<void>): Promise<void> => {
    setError(undefined);
    setSaid(undefined);
    try {
      await what();
    } catch (failed) {
      setError(failed as Error);
    }
  };
  const look = (): Promise<void> =>
    attempt(async () => {
      setPreview((await post("/api/settings/preview", { body: changes as never })).data as unknown as Preview);
    });
  const save = (): Promise<void> =>
    attempt(async () => {
      await put("/api/settings", { body: changes as never, ifMatch: etag });
      forgetAll();
      await readShop();
      setPreview(undefined);
      setSaid("Saved: every list is right by the new numbers.");
      again();
    });
  const wrong = new Map(error instanceof Refused ? error.errors.map((one) => [one.field, one.message]) : []);
  return (
    <>
      <Suggestions
        take={(suggested) => {
          setTexts({ ...texts, ...suggested });
          setPreview(undefined);
        }}
      />
      <form
        class="figure settings"
        onSubmit={(event) => {
          event.preventDefault();
          void look();
        }}
      >
        {FIELDS.map((group) => (
          <fieldset>
            <legend>{group.title}</legend>
            {group.fields.map((field) => {
              const message = [...wrong].find(([name]) => name === field.path || name.startsWith(`${field.path}.`))?.[1];
              const write = (text: string): void => {
                setTexts({ ...texts, [field.path]: text });
                setPreview(undefined);
              };
              if (field.of === "yes") {
                return (
                  <label class="row">
                    <input type="checkbox" checked={texts[field.path] === "true"} onChange={({ currentTarget }) => write(String(currentTarget.checked))} />
                    {field.label}
                  </label>
                );
              }
              return (
                <label>
                  <span>{field.money ? `${field.label}, ${theShop().currency}` : field.label}</span>
                  <input
                    value={texts[field.path] ?? ""}
                    inputMode={field.of || field.path === "timezone" ? "text" : "decimal"}
                    aria-invalid={message ? true : undefined}
                    onInput={({ currentTarget }) => write(currentTarget.value)}
                  />
                  {message && <em class="risk">{message}</em>}
                </label>
              );
            })}
          </fieldset>
        ))}
        {error && <Trouble error={error} fields={NAMES} again={error instanceof Refused && error.status === 412 ? again : undefined} />}
        <p class="row">
          <button type="submit" disabled={!changed}>
            Who would move?
          </button>
          {mayChange && (
            <button type="button" class="primary" disabled={!changed || !preview} onClick={() => void save()}>
              Save
            </button>
          )}
          <span class="muted" role="status">
            {mayChange ? (said ?? (changed ? "Nothing is saved yet." : "")) : "You may try them out; an admin of the shop may save them."}
          </span>
        </p>
      </form>
      {preview && <Moved preview={preview} />}
    </>
  );
}

const KINDS = [
  ["moves", "segment"],
  ["frequencyMoves", "purchase frequency"],
  ["rfmMoves", "RFM group"],
  ["venueMoves", "regularity"],
] as const;

function Moved({ preview }: { preview: Preview }) {
  const any = KINDS.some(([kind]) => preview[kind].length > 0);
  return (
    <section class="figure" aria-live="polite">
      <h2>Who would move</h2>
      {!any && <p>Nobody: of {counted(preview.customers, "customer")} each would stay where they are.</p>}
      {KINDS.map(([kind, name]) =>
        preview[kind].map((move) => (
          <p>
            <b>{count(move.count)}</b> from {move.from} to <b>{move.to}</b> <span class="muted">({name})</span>:{" "}
            {move.examples.map((one, at) => (
              <>
                {at > 0 && ", "}
                <a href={to(["customers", one.contactID])}>
                  <Name name={one.name} id={one.contactID} />
                </a>
              </>
            ))}
            {move.count > move.examples.length && " and others"}
          </p>
        )),
      )}
    </section>
  );
}
