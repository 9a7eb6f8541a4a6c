/** A file that the generator writes; `path` is relative to dashboards/. */
export interface Output {
    readonly path: string;
    readonly text: string;
}
