/**
 * A row of csvlog begins with time, user, database and process:
 * https://www.postgresql.org/docs/18/runtime-config-logging.html#RUNTIME-CONFIG-LOGGING-CSVLOG
 */
const ROW =
  /^\uFEFF?\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} [^,"\s]{1,40},(?:"(?:[^"]|"")*")?,(?:"(?:[^"]|"")*")?,\d+,/;
/** The severity's column; what a field quotes has its quotes doubled. */
const OWN_MESSAGE = /,(?:LOG|DEBUG\d?),[0-9A-Z]{5},"(?!")/;
/** A row that was cut off would never close its field. */
const MAX_LINES = 1_000;

/** Follows the lines of one file: those inside a quoted field of csvlog, such as a statement of many lines, are no messages. */
export class CsvField {
  private linesLeft = 0;

  /** True where the line belongs to a field that began on a line before. */
  isInside(line: string): boolean {
    const isRow = ROW.test(line);
    if (this.linesLeft === 0) {
      if (isRow && hasOddQuotes(line)) this.linesLeft = MAX_LINES;
      return false;
    }
    if (isRow && OWN_MESSAGE.test(line)) {
      this.linesLeft = hasOddQuotes(line) ? MAX_LINES : 0;
      return false;
    }
    this.linesLeft = hasOddQuotes(line) ? 0 : this.linesLeft - 1;
    return true;
  }
}

function hasOddQuotes(line: string): boolean {
  let isOdd = false;
  for (let at = line.indexOf('"'); at !== -1; at = line.indexOf('"', at + 1)) isOdd = !isOdd;
  return isOdd;
}
