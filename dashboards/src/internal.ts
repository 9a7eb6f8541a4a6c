/** Metrics of the catalogue that no dashboard shows, each with the reason. */
export const internal: Readonly<Record<string, string>> = {};
