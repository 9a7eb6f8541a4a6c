/** A part of the inventory, with an address of its own. */
export interface Panel {
    readonly element: HTMLElement;
    begin(): void;
    end(): void;
}
