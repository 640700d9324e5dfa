export interface FoundObject {
  /** Where it begins in the text. */
  readonly from: number;
  readonly record: Readonly<Record<string, unknown>>;
}

const OBJECT_START = /\{\s?"/;
const SYNTAX = /["{}]/g;
/**
 * The JSON objects of a text that are in no other: one, several behind one another, those of an array, and the whole
 * ones of JSON that was cut off. Linear.
 */
export function findObjects(text: string): readonly FoundObject[] {
  const start = text.search(OBJECT_START);
  if (start === -1) return [];
  return findBraces(text, start).flatMap(({ from, to }) => {
    const record = parseObject(text.slice(from, to));
    return record === null ? [] : [{ from, record }];
  });
}

interface Braces {
  readonly from: number;
  readonly to: number;
}

function findBraces(text: string, start: number): Braces[] {
  const open: number[] = [];
  const found: Braces[] = [];
  SYNTAX.lastIndex = start;
  for (let match = SYNTAX.exec(text); match !== null; match = SYNTAX.exec(text)) {
    if (match[0] === '"') {
      const end = findStringEnd(text, SYNTAX.lastIndex);
      if (end === -1) break;
      SYNTAX.lastIndex = end + 1;
    } else if (match[0] === '{') {
      open.push(match.index);
    } else if (open.length > 0) {
      const from = open.pop()!;
      while (found.length > 0 && found.at(-1)!.from > from) found.pop();
      found.push({ from, to: SYNTAX.lastIndex });
    }
  }
  return found;
}

/** The quotation mark that no odd number of backslashes precedes. */
function findStringEnd(text: string, from: number): number {
  for (let end = text.indexOf('"', from); end !== -1; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (end - slashes > from && text[end - slashes - 1] === '\\') slashes++;
    if (slashes % 2 === 0) return end;
  }
  return -1;
}

function parseObject(json: string): FoundObject['record'] | null {
  try {
    return JSON.parse(json) as FoundObject['record'];
  } catch {
    // Braces in a plain line.
    return null;
  }
}
