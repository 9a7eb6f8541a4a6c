/** Metrics of the catalogue that no dashboard shows, each with the reason. */
export const internal: Readonly<Record<string, string>> = {
    magpie_node_maintenance: 'the rules look at it; the console shows who is in maintenance',
};
