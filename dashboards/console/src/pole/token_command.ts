// How a technician gets a token for a pole's own page: docs/pole-page.md, "To open it".

export const SHIFT = 8;
export const LONGEST = 24; // hours

/** One word of a command line of sh, whatever is in it. */
export const quoted = (word: string): string => (/^[\w.,/@:+-]+$/.test(word) ? word : `'${word.replace(/'/g, "'\\''")}'`);

/** `holder` stands beside every note. */
export function tokenCommand({ area, node }: { readonly area: string; readonly node: string }, holder: string, hours: number): string {
    const name = holder.trim() === '' ? 'NAME' : quoted(holder.trim());
    const whole = Math.min(LONGEST, Math.max(1, Math.round(hours) || SHIFT));
    return `magpie-ca page-token --area ${quoted(area)} --node ${quoted(node)} --name ${name} --hours ${whole} --signer-certificate SIGNER.crt --signer-key SIGNER.key --qr`;
}
