// A button that asks before it does what cannot be taken back with another click.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

interface Props {
  /** On the button, and once more on the one that does it. */
  verb: string;
  /** What is asked: what happens, and to whom. */
  question: ComponentChildren;
  /** What the button is about, where several of a kind stand on one screen. */
  label?: string;
  disabled?: boolean;
  quiet?: boolean;
  run: () => void;
}

export function Sure({ verb, question, label, disabled = false, quiet = false, run }: Props) {
  const [asked, setAsked] = useState(false);
  if (!asked) {
    return (
      <button type="button" class={quiet ? "bare" : ""} aria-label={label} disabled={disabled} onClick={() => setAsked(true)}>
        {verb}
      </button>
    );
  }
  return (
    <span class="sure" role="group" aria-label={label ?? verb}>
      <span role="alert">{question}</span>
      <button
        type="button"
        class="primary"
        disabled={disabled}
        ref={focused}
        onClick={() => {
          setAsked(false);
          run();
        }}
      >
        {verb}
      </button>
      <button type="button" class="quiet" onClick={() => setAsked(false)}>
        Cancel
      </button>
    </span>
  );
}

/** Whoever pressed a key goes on where the question stands. */
function focused(button: HTMLButtonElement | null): void {
  button?.focus();
}
