// A file on its way: announced to the API, then posted to the bucket by the form that came back.
import { post, Refused, type AnswerTo } from "../../api/client";

export type Import = AnswerTo<"/api/imports/{importId}">["data"];
export interface Options {
  dryRun: boolean;
  dates?: "day-first" | "month-first";
  decimal?: "point" | "comma";
  /** Our fields by the file's columns, its words for a status by ours. */
  mapping?: Record<string, string>;
  statuses?: Record<string, string>;
  /** When the file was exported: what was told live since then stays. */
  exportedAt?: string;
}

/** Announces and uploads a file; its import's id. Raises `Refused`. */
export async function upload(file: File, options: Options): Promise<string> {
  const { data } = await post("/api/imports", { body: { fileName: file.name, ...options } as never });
  const form = new FormData();
  for (const [name, value] of Object.entries(data.upload.fields)) form.append(name, value);
  form.append("file", file);
  let answered: Response;
  try {
    answered = await fetch(data.upload.url, { method: "POST", body: form });
  } catch {
    throw new Refused(0, `The upload of ${file.name} broke off: nothing was imported. Try again.`);
  }
  if (!answered.ok) throw new Refused(answered.status, `The upload of ${file.name} was refused: nothing was imported.`);
  return data.importId;
}
