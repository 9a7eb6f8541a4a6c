#include "tests/bench/figures.hpp"

namespace magpie::bench {

namespace {

constexpr double micro = 1e6;
constexpr double milli = 1e3;
constexpr double millions = 1e-6;

constexpr Figure all[] = {
    {.name = "decode_and_apply",
     .benchmark = "decode_and_apply",
     .quantity = "samples",
     .scale = millions,
     .unit = "M samples/s",
     .better = Better::higher,
     .budget = 20,
     .peer = "bare protozero loop, no checks",
     .peer_benchmark = "protozero_loop",
     .peer_quantity = "samples"},
    {.name = "decode",
     .benchmark = "decode",
     .quantity = "samples",
     .scale = millions,
     .unit = "M samples/s",
     .better = Better::higher,
     .peer = "bare protozero loop, no checks",
     .peer_benchmark = "protozero_loop",
     .peer_quantity = "samples"},
    {.name = "report_bytes",
     .benchmark = "report_bytes",
     .quantity = "bytes",
     .unit = "B",
     .budget = 1600,
     .peer = "JSON, one message",
     .peer_benchmark = "report_bytes",
     .peer_quantity = "json_bytes"},
    {.name = "whole_report_bytes",
     .benchmark = "report_bytes",
     .quantity = "whole_bytes",
     .unit = "B",
     .peer = "JSON, one message",
     .peer_benchmark = "report_bytes",
     .peer_quantity = "whole_json_bytes"},
    {.name = "birth_bytes", .benchmark = "report_bytes", .quantity = "birth_bytes", .unit = "B"},
    {.name = "exposition_million",
     .benchmark = "exposition",
     .quantity = "seconds_a_million",
     .unit = "CPU s",
     .budget = 0.06,
     .peer = "prometheus-cpp TextSerializer",
     .peer_benchmark = "exposition_prometheus_cpp",
     .peer_quantity = "seconds_a_million"},
    {.name = "exposition_series",
     .benchmark = "exposition",
     .quantity = "series",
     .scale = millions,
     .unit = "M series/s",
     .better = Better::higher,
     .peer = "prometheus-cpp TextSerializer",
     .peer_benchmark = "exposition_prometheus_cpp",
     .peer_quantity = "series"},
    {.name = "exposition_gzip_million",
     .benchmark = "exposition_gzip",
     .quantity = "seconds_a_million",
     .unit = "CPU s",
     .budget = 0.2,
     .peer = "the same page by zlib, level 6",
     .peer_benchmark = "exposition_zlib",
     .peer_quantity = "seconds_a_million"},
    {.name = "series_memory",
     .benchmark = "series_memory",
     .quantity = "bytes_a_series",
     .unit = "B",
     .peer = "prometheus-cpp Registry",
     .peer_benchmark = "series_memory_prometheus_cpp",
     .peer_quantity = "bytes_a_series"},
    {.name = "ledger_commit",
     .benchmark = "ledger_commit",
     .quantity = "rows",
     .unit = "rows/s",
     .better = Better::higher},
    {.name = "agent_sample", .benchmark = "agent_sample", .quantity = "cpu", .scale = milli, .unit = "CPU ms"},
    {.name = "wifi_look", .benchmark = "wifi_look", .quantity = "cpu", .scale = milli, .unit = "CPU ms, 200 clients"},
    {.name = "agent_encode", .benchmark = "agent_encode", .quantity = "cpu", .scale = micro, .unit = "CPU us a report"},
};

}  // namespace

std::span<const Figure> figures() {
    return all;
}

}  // namespace magpie::bench
