#pragma once

#include <string_view>

#include "wire/catalogue/metric.hpp"

namespace magpie::docs {

inline std::string_view word(catalogue::Kind kind) {
    switch (kind) {
        case catalogue::Kind::gauge:
            return "gauge";
        case catalogue::Kind::counter:
            return "counter";
        case catalogue::Kind::histogram:
            return "histogram";
        case catalogue::Kind::info:
            break;
    }
    return "info";
}

inline std::string_view word(catalogue::Reader reader) {
    switch (reader) {
        case catalogue::Reader::network_operator:
            return "operator";
        case catalogue::Reader::technician:
            return "technician";
        case catalogue::Reader::planner:
            break;
    }
    return "planner";
}

}  // namespace magpie::docs
