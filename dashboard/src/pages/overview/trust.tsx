// How far to trust the predictions, in a sentence.
import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { get, Refused, type AnswerTo } from "../../api/client";
import { useLoad } from "../../api/load";
import { Shown } from "../../parts/states";
import { then } from "../../shop/then";

type Models = AnswerTo<"/api/v1/analytics/overview">["data"]["models"];

/** The last stored backtest's sentence; else the one of a test made once somebody comes so far: it takes seconds. */
export function Trust({ said }: { said: Models }) {
  const [box, seen] = useSeen();
  return (
    <section class="figure" ref={box}>
      <h2>How far to trust the predictions</h2>
      {said.testedAt || then() || !seen ? <p>{said.sentence}</p> : <Tested otherwise={said.sentence} />}
    </section>
  );
}

function Tested({ otherwise }: { otherwise: string }) {
  const loaded = useLoad("backtest", (signal) => get("/api/v1/analytics/backtest", { signal }).catch(onlyRefused));
  return (
    <Shown of={loaded} lines={2}>
      {(tested) => (
        <>
          <p>{tested ? tested.data.sentence : otherwise}</p>
          {tested && <p class="muted">{tested.data.productsSentence}</p>}
        </>
      )}
    </Shown>
  );
}

/** Whether an element has come into sight. */
function useSeen(): [RefObject<HTMLElement | null>, boolean] {
  const box = useRef<HTMLElement>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (!box.current) return undefined;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && setSeen(true));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return [box, seen];
}

/** A shop too large to be tested while somebody waits is no trouble: the sentence says what to do. */
function onlyRefused(error: unknown): null {
  if (error instanceof Refused && error.status === 409) return null;
  throw error;
}
