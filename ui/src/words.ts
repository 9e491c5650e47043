// The words of the app come from the program's catalogues (i18n/*.json, keys "ui."), through the page.

export type Words = (key: string, value?: string) => string;

export function wordsOf(table: Record<string, string>): Words {
  return (key, value = "") => (table[`ui.${key}`] ?? key).replace("{0}", () => value);
}
