// The box in which one types what one looks for; an emptied box shows everything again.
import { useId, useState } from "preact/hooks";
import { go } from "../router";

interface Props {
  /** What may be typed: the name of the box, and what stands in it while it is empty. */
  label: string;
  value: string;
  /** The address of what is found by these words; by none, of everything. */
  found: (words: string) => string;
}

/** Give it the value as its key, so that it follows the way back. */
export function SearchBox({ label, value, found }: Props) {
  const id = useId();
  const [typed, setTyped] = useState(value);
  return (
    <form
      role="search"
      class="search"
      onSubmit={(event) => {
        event.preventDefault();
        go(found(typed.trim()));
      }}
    >
      <label class="hidden" for={id}>
        {label}
      </label>
      <input
        id={id}
        type="search"
        value={typed}
        placeholder={label}
        maxLength={128}
        onInput={({ currentTarget: { value: now } }) => {
          setTyped(now);
          if (!now && value) go(found(""));
        }}
      />
      <button type="submit">Search</button>
    </form>
  );
}
