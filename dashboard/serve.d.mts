export function serve(directory: string, aside: string, files: readonly (readonly [string, Uint8Array])[]): void;
