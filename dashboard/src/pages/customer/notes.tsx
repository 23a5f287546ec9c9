// What the shop wrote down about them.
import { useState } from "preact/hooks";
import { get, post, remove } from "../../api/client";
import { useLoad } from "../../api/load";
import { againOf, useAct } from "../../parts/act";
import { Chip } from "../../parts/bits";
import { Shown } from "../../parts/states";
import { mayEdit } from "../../shop/shop";
import * as dates from "../../words/dates";

const TYPES = [
  ["internal", "Internal"],
  ["follow_up", "To follow up"],
  ["reminder", "Reminder"],
  ["complaint", "Complaint"],
  ["compliment", "Compliment"],
] as const;

export function Notes({ id }: { id: string }) {
  const found = useLoad(`notes ${id}`, (signal) => get("/api/customers/notes", { query: { customerId: id, limit: 20 }, signal }));
  const act = useAct(againOf(found));
  const [content, setContent] = useState("");
  const [noteType, setType] = useState("internal");
  const add = async () => {
    if (await act.run(() => post("/api/customers/notes", { body: { customerId: id, content, noteType } as never }))) setContent("");
  };
  return (
    <section class="figure">
      <h2>Notes</h2>
      {act.trouble}
      <Shown of={found} lines={3}>
        {({ data }) => (
          <ul class="plain">
            {data.map((note) => (
              <li>
                <p class="row">
                  <time class="muted" dateTime={note.createdAt}>
                    {dates.day(note.createdAt)}
                  </time>
                  {note.noteType !== "internal" && <Chip tone={note.noteType === "complaint" ? "risk" : ""}>{TYPES.find(([type]) => type === note.noteType)?.[1]}</Chip>}
                  {note.title && (
                    <b>
                      <bdi>{note.title}</bdi>
                    </b>
                  )}
                  {mayEdit() && (
                    <button type="button" class="bare" disabled={act.busy} onClick={() => void act.run(() => remove("/api/customers/notes", { query: { customerId: note.customerId, id: note.id } }))}>
                      Remove
                    </button>
                  )}
                </p>
                <p class="written">
                  <bdi>{note.content}</bdi>
                </p>
              </li>
            ))}
            {!data.length && <li class="muted">None yet.</li>}
          </ul>
        )}
      </Shown>
      {mayEdit() && (
        <form
          class="writing"
          onSubmit={(event) => {
            event.preventDefault();
            void add();
          }}
        >
          <label>
            <span class="hidden">A new note</span>
            <textarea rows={2} value={content} placeholder="A new note" onInput={({ currentTarget }) => setContent(currentTarget.value)} />
          </label>
          <p class="row">
            <label>
              <span class="hidden">What kind of note</span>
              <select value={noteType} onChange={({ currentTarget }) => setType(currentTarget.value)}>
                {TYPES.map(([type, label]) => (
                  <option value={type}>{label}</option>
                ))}
              </select>
            </label>
            <button type="submit" disabled={act.busy || !content.trim()}>
              Add
            </button>
          </p>
        </form>
      )}
    </section>
  );
}
