import { buildBoard } from './board.js';
import { boards } from './dashboards/index.js';
import type { Output } from './output.js';
import { languages } from './text.js';

/** The dashboards, one file for each language. */
export function outputs(): readonly Output[] {
    return languages.flatMap((language) =>
        boards.map((board) => ({
            path: `grafana/${language}/${board.name}.json`,
            text: `${JSON.stringify(buildBoard(board, language), null, 2)}\n`,
        })),
    );
}
