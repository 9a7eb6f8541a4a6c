#include "collector/open_data/export.hpp"

#include <utility>

#include "collector/open_data/row.hpp"

namespace magpie::collector::open_data {

bool Export::step(std::string& out, std::size_t budget) {
    const auto full = out.size() + budget;
    if (!std::exchange(begun_, true)) {
        begin(out);
    }
    const auto& nodes = fleet_.nodes();
    for (; node_ < nodes.size(); ++node_) {
        if (out.size() >= full) {
            return true;
        }
        if (nodes[node_].serial <= began_ && reader_.read(nodes[node_], point_)) {
            append(out);
        }
    }
    out += format_ == Format::json ? "\n]}\n" : "";
    return false;
}

void Export::begin(std::string& out) const {
    if (format_ == Format::json) {
        out += "{\"nodes\":[";
    } else {
        append_csv_header(language_, out);
    }
}

void Export::append(std::string& out) {
    if (format_ == Format::json) {
        out += std::exchange(any_, true) ? ",\n" : "\n";
        append_json(point_, language_, out);
    } else {
        append_csv(point_, out);
    }
}

}  // namespace magpie::collector::open_data
