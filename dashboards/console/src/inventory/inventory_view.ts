import { formatRoute, type Route } from '../app/route';
import type { Context, View } from '../app/view';
import { h } from '../dom/h';
import { say } from '../text/language';
import { T } from '../text/words';
import { AuditPanel } from './audit';
import { DifferencesPanel } from './differences';
import { MaintenancePanel } from './maintenance';
import type { Panel } from './panel';
import { UploadPanel } from './upload';

const TABS = [
    { id: 'differences', words: T.differences },
    { id: 'upload', words: T.upload },
    { id: 'maintenance', words: T.maintenance },
    { id: 'audit', words: T.audit },
] as const;

/** What should stand where, who works on it, and who commanded what. Each part has an address of its own. */
export class InventoryView implements View {
    readonly title = say(T.inventory);
    readonly element: HTMLElement;
    private readonly panel: Panel;

    constructor(context: Context, { path }: Route) {
        const current = TABS.find(({ id }) => id === path[1])?.id ?? 'differences';
        switch (current) {
            case 'upload':
                this.panel = new UploadPanel(context);
                break;
            case 'maintenance':
                this.panel = new MaintenancePanel(context);
                break;
            case 'audit':
                this.panel = new AuditPanel(context);
                break;
            default:
                this.panel = new DifferencesPanel(context);
        }
        const links = TABS.map(({ id, words }) => h('a', { href: formatRoute(['inventory', id]), 'aria-current': id === current ? 'page' : undefined }, say(words)));
        this.element = h('div', { class: 'view inventory-view' }, h('h1', {}, say(T.inventory)), h('nav', { class: 'tabs', 'aria-label': say(T.inventory) }, ...links), this.panel.element);
    }

    begin(): void {
        this.panel.begin();
    }

    end(): void {
        this.panel.end();
    }
}
