// What is shown to who is not signed in.
import { session, signIn } from "./session/session";

export function Door() {
  const now = session.value;
  return (
    <main class="door">
      <h1>Regulars</h1>
      {now.state === "ended" && (
        <>
          <p>
            <strong>The session has ended.</strong>
          </p>
          <p>
            Run <code>regulars dashboard --tenant {now.tenant}</code> again: it prints a new address.
          </p>
        </>
      )}
      {now.state === "failed" && (
        <p role="alert">
          <strong>Signing in did not work.</strong> {now.why}
        </p>
      )}
      {now.state === "out" && <p>Who your customers are, who is slipping away, and what to do about it.</p>}
      <button type="button" class="primary" onClick={() => void signIn()}>
        Sign in
      </button>
    </main>
  );
}
