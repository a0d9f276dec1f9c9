/** Whether a file is none: what came through standard input has no address. */
export function isStdin(file: string): boolean {
  return file === '<stdin>';
}
