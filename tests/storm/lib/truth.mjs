/** `... debug committed epoch=00c0ffee00c0ffee number=17 taken=123456`, one for each report an agent commits. */
const COMMITTED = / committed epoch=([0-9a-f]+) number=(\d+) taken=(\d+)/;

/** What one pole committed, as its agent says. Reads the log on from where it was. */
export class Truth {
    constructor(program) {
        this.program = program;
        this.read = 0;
        this.commits = []; // {epoch, number, taken}, in order
    }

    update() {
        const { log } = this.program;
        const end = log.lastIndexOf('\n') + 1;
        for (const line of log.slice(this.read, end).split('\n')) {
            const [, epoch, number, taken] = COMMITTED.exec(line) ?? [];
            if (epoch) {
                this.commits.push({ epoch, number: Number(number), taken: Number(taken) });
            }
        }
        this.read = Math.max(this.read, end);
        return this.commits;
    }
}
