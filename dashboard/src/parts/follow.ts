// A job that somebody asked for: read again until it has ended.
import { useEffect } from "preact/hooks";

const EVERY_MS = 1_000;

interface Followed<Job> {
  /** As it was last read; undefined while there is none. */
  job: Job | undefined;
  ended: (job: Job) => boolean;
  read: (job: Job) => Promise<Job>;
  told: (job: Job) => void;
  failed: (error: Error) => void;
}

export function useFollow<Job>({ job, ended, read, told, failed }: Followed<Job>): void {
  useEffect(() => {
    if (!job || ended(job)) return undefined;
    const later = setTimeout(() => void read(job).then(told, failed), EVERY_MS);
    return () => clearTimeout(later);
  }, [job]);
}
