#include "collector/exposition/scrape.hpp"

#include <chrono>
#include <cmath>
#include <iterator>
#include <utility>

#include "collector/exposition/page_writer.hpp"
#include "wire/catalogue/catalogue.hpp"

namespace magpie::collector {

namespace {

constexpr std::size_t node_up = 0;
constexpr std::size_t node_device_up = 1;
constexpr std::size_t node_last_report = 2;
constexpr std::size_t node_reports_lost = 3;
constexpr std::size_t neighbour_deviation = 4;
constexpr std::size_t node_maintenance = 5;
static_assert(written_by_collector[node_up] == "magpie_node_up");
static_assert(written_by_collector[node_device_up] == "magpie_node_device_up");
static_assert(written_by_collector[node_last_report] == "magpie_node_last_report_timestamp_seconds");
static_assert(written_by_collector[node_reports_lost] == "magpie_node_reports_lost_total");
static_assert(written_by_collector[neighbour_deviation] == "magpie_pole_neighbour_deviation");
static_assert(written_by_collector[node_maintenance] == "magpie_node_maintenance");
/// Besides those, because a node says it but once and it outlives the node's row.
constexpr std::size_t node_info_place = std::size(written_by_collector);

/// How far ahead of the row at hand memory is asked for.
constexpr std::size_t rows_ahead = 8;

double seconds(UtcMs time) {
    return std::chrono::duration<double>(time.time_since_epoch()).count();
}

}  // namespace

Scrape::Scrape(const Fleet& fleet, Shard shard, std::string own_text, Format format)
    : fleet_(fleet), shard_(shard), format_(format), own_text_(std::move(own_text)), began_(fleet.serial()) {
    if (format_ == Format::open_metrics) {
        own_text_ = open_metrics_page(own_text_);
    }
}

bool Scrape::step(std::string& out, std::size_t budget) {
    PageWriter page(out, budget);
    if (stage_ == Stage::own) {
        if (shard_.index == 0) {
            page.line_room(own_text_.size());
            page.text(own_text_);
        }
        own_text_ = {};
        stage_ = Stage::by_node;
        begin_family();
    }
    if (stage_ == Stage::by_node && by_node(page)) {
        stage_ = Stage::families;
        family_ = 0;
    }
    if (stage_ == Stage::families && families(page)) {
        stage_ = Stage::done;
        if (format_ == Format::open_metrics) {
            page.line_room(open_metrics_end.size());
            page.text(open_metrics_end);
        }
    }
    return stage_ != Stage::done;
}

void Scrape::begin_family() {
    family_began_ = fleet_.serial();
    header_due_ = true;
    node_ = 0;
    member_serial_ = 0;
    row_ = 0;
}

void Scrape::header(PageWriter& page, const std::string& lines) {
    if (!std::exchange(header_due_, false)) {
        return;
    }
    const auto text = format_ == Format::open_metrics ? open_metrics_header(lines) : lines;
    page.line_room(text.size());
    page.text(text);
}

bool Scrape::by_node(PageWriter& page) {
    for (; family_ <= node_info_place; ++family_, begin_family()) {
        const auto& nodes = fleet_.nodes();
        for (; node_ < nodes.size(); ++node_) {
            if (page.full()) {
                return false;
            }
            const auto& node = nodes[node_];
            if (node.serial != 0 && node.serial <= family_began_ && node.kind != NodeKind::device &&
                shard_.holds(static_cast<std::uint32_t>(node.hash))) {
                node_lines(page, node);
            }
        }
    }
    return true;
}

void Scrape::node_lines(PageWriter& page, const Node& node) {
    const auto name = family_ == node_info_place ? node_info_name : written_by_collector[family_];
    const auto line = [&](std::string_view tail, double value, std::string_view labels = "") {
        if (header_due_) {
            header(page, family_header(catalogue::all[*catalogue::find(name)]));
        }
        page.line_room(name.size() + 1 + node.text_size + labels.size() + tail.size());
        page.text(name);
        page.text("{");
        page.cached(node.text.get(), node.text_size);
        page.text(labels);
        page.text(tail);
        page.value(value);
    };
    if (family_ == node_info_place) {
        // Where a pole stands is asked most of all when it is dead.
        if (const auto labels = fleet_.node_info(node)) {
            line("} ", 1, *labels);
        }
        return;
    }
    if (node.life == Life::expected) {
        return;
    }
    switch (family_) {
        case node_up:
            line("} ", node.life == Life::up ? 1 : 0);
            break;
        case node_device_up:
            // Of a dead pole all devices are dead: one fault, one sign.
            for (const auto& device : node.devices) {
                if (node.life == Life::up) {
                    line(device.label, device.up ? 1 : 0);
                }
            }
            break;
        case node_last_report:
            if (node.reported) {
                line("} ", seconds(node.last_report));
            }
            break;
        case node_reports_lost:
            // Stays over a death, for what is lost in an outage is only known after it, and an increase needs a value
            // before.
            if (node.shape != Node::none && node.kind == NodeKind::magpie) {
                line("} ", static_cast<double>(node.lost));
            }
            break;
        case neighbour_deviation:
            for (const auto& deviation : node.deviations) {
                const auto& shape = fleet_.shapes()[node.shape];
                const auto& entry = shape.plan.entries[deviation.entry];
                // What is not told any more is not far from anything.
                if (!std::isnan(shape.row_values(node.row)[entry.slot])) {
                    const auto sensor = std::string_view(shape.plan.text).substr(entry.tail, entry.tail_size);
                    line(",quantity=\"" + std::string(deviation.quantity) + "\"} ", deviation.value,
                         sensor.substr(0, sensor.rfind('}')));
                }
            }
            break;
        case node_maintenance:
            // Over a death, too: that is what the window is for.
            if (node.maintenance) {
                line("} ", 1);
            }
            break;
        default:
            break;
    }
}

bool Scrape::families(PageWriter& page) {
    const auto& places = fleet_.families();
    for (; family_ < places.size(); ++family_, family_at_hand_ = false) {
        const auto& one = places[family_];
        // Too young is also what has taken the place of the family at hand.
        if (one.serial == 0 || one.serial > began_ || one.name == node_info_name) {
            continue;
        }
        if (!std::exchange(family_at_hand_, true)) {
            begin_family();
        }
        if (!family(page, one)) {
            return false;
        }
    }
    return true;
}

bool Scrape::family(PageWriter& page, const Family& family) {
    for (auto one = family.from(member_serial_); one != family.members.end(); ++one) {
        if (one->serial != member_serial_) {
            member_serial_ = one->serial;
            row_ = 0;
        }
        if (one->count > 0 && !member(page, family, *one)) {
            return false;
        }
    }
    return true;
}

bool Scrape::member(PageWriter& page, const Family& family, const FamilyMember& member) {
    const auto& shape = fleet_.shapes()[member.shape];
    const auto* entries = shape.plan.entries.data() + member.first;
    const auto slots = shape.plan.slots.size();
    const auto rows = shape.rows.size();
    for (; row_ < rows; ++row_) {
        if (page.full()) {
            return false;
        }
        const auto& row = shape.rows[row_];
        const auto* values = shape.row_values(row_);
        if (row_ + rows_ahead < rows) {
            __builtin_prefetch(values + rows_ahead * slots + entries->slot);
            __builtin_prefetch(shape.rows[row_ + rows_ahead].text);
        }
        if (row.serial > family_began_ || !shard_.holds(row.hash)) {
            continue;
        }
        for (std::uint32_t place = 0; place < member.count; ++place) {
            const auto& entry = entries[place];
            const double value = values[entry.slot];
            if (std::isnan(value)) {
                continue;
            }
            if (header_due_) {
                header(page, family.header);
            }
            const auto& node = fleet_.nodes()[row.node];
            page.line_room(entry.lead_size + row.text_size + entry.tail_size + (entry.info > 0 ? node.info.size() : 0));
            page.cached(shape.plan.text.data() + entry.lead, entry.lead_size);
            page.cached(row.text, row.text_size);
            if (entry.info > 0) {
                page.text(node.info_text(entry.info));
            }
            page.cached(shape.plan.text.data() + entry.tail, entry.tail_size);
            page.value(value);
        }
    }
    return true;
}

}  // namespace magpie::collector
