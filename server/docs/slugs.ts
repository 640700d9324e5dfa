/**
 * Anchors as GitHub makes them: lower case, without punctuation, a hyphen for each space; a second one of the same text
 * gets "-1". Source: html-pipeline, toc_filter.rb.
 */
export class Slugs {
  private readonly used = new Map<string, number>();

  add(text: string): string {
    const slug = text
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
      .replaceAll(' ', '-');
    const before = this.used.get(slug) ?? 0;
    this.used.set(slug, before + 1);
    return before === 0 ? slug : `${slug}-${before}`;
  }
}
