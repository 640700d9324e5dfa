import { classes } from '../../_components/ui/classes.ts';

/** Styles of the elements that Markdown makes. Lines of text end where they are still read with ease; tables may be wider. */
const PROSE = classes(
  'text-sm leading-6 [&>*+*]:mt-4 [&>:is(p,ul,ol,h2,h3)]:max-w-[90ch]',
  '[&_:is(h2,h3)]:scroll-mt-4 [&_:is(h2,h3)]:font-semibold [&_h2]:mt-8 [&_h2]:text-base [&_h3]:mt-6',
  '[&_a]:text-accent [&_a]:underline [&_:is(p,li,a)]:wrap-anywhere [&_strong]:font-semibold',
  '[&_ul]:list-disc [&_ol]:list-decimal [&_:is(ul,ol)]:pl-5 [&_li+li]:mt-1',
  '[&_code]:rounded [&_code]:bg-sunken [&_code]:px-1 [&_code]:text-[0.9em]',
  '[&_pre]:w-fit [&_pre]:max-w-full [&_pre]:overflow-x-auto [&_pre]:rounded [&_pre]:bg-sunken [&_pre]:p-3 [&_pre]:leading-5 [&_pre_code]:p-0',
  '[&_[role=group]]:w-fit [&_[role=group]]:max-w-full [&_[role=group]]:overflow-x-auto',
  '[&_:is(th,td)]:border [&_:is(th,td)]:border-line [&_:is(th,td)]:px-2 [&_:is(th,td)]:py-1 [&_:is(th,td)]:align-top',
  '[&_th]:bg-sunken [&_th]:font-medium [&_th:not([align])]:text-left [&_td:not([align])]:min-w-32',
  '[&_td_code]:whitespace-nowrap [&_img]:inline',
);

/** HTML that was made of the project's own docs. */
export function Prose({ html }: { readonly html: string }) {
  return (
    <article
      className={classes('rounded-lg border border-line bg-surface p-4 sm:p-6', PROSE)}
      // No text from outside: the docs are files of the project.
      dangerouslySetInnerHTML={{ __html: html }}
    />
  );
}
