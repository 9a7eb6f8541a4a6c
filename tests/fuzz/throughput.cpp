// What measurements of throughput read: the collector's word and the node's, the program's result, its words, and what
// was kept.

#include <string>
#include <vector>

#include "agent/throughput/byte_budget.hpp"
#include "agent/throughput/job.hpp"
#include "agent/throughput/measurements.hpp"
#include "agent/throughput/result.hpp"
#include "tests/fuzz/fuzzer.hpp"
#include "wire/report/throughput_token.hpp"

MAGPIE_FUZZER(bytes) {
    using namespace magpie;
    using namespace magpie::agent::throughput;
    using fuzz::require;
    if (const auto token = decode_throughput_token(bytes)) {
        require(decode_throughput_token(encode(*token)) == token, "a turn is read as written");
        require(token->lasts > Milliseconds{0} && token->lasts <= longest_turn, "and bounded");
        // A node that never measures anything well comes to an end with it, and says so.
        Now now{.mono = Monotonic{Milliseconds{1000}}, .wall = {}, .wall_known = false};
        Measurements measurements({.servers = {{.name = "hub", .host = "192.0.2.1"}}},
                                  {.keep = [](const std::string&) { return true; }, .wake = [] {}}, "boot",
                                  std::nullopt, 1, now);
        measurements.hear(bytes, now);
        int steps = 0;
        while (const auto step = measurements.take(now)) {
            require(++steps < 10, "it ends");
            if (step->job) {
                measurements.ended({.outcome = Outcome::hung}, {}, now);
            } else {
                measurements.idled({});
            }
        }
        require(measurements.state().ended == token->id, "and the turn is given back");
    }
    if (const auto state = decode_throughput_state(bytes)) {
        require(decode_throughput_state(encode(*state)) == state, "a state is read as written");
    }
    const auto result = decode_result(bytes);
    require(result.measured.has_value() == (result.outcome == Outcome::measured), "figures of what was measured alone");
    if (result.measured) {
        require(result.measured->bytes > 0 && result.measured->bytes_per_second() > 0, "and none of nothing");
    }
    const auto again = decode_result(encode(result));
    require(again.outcome == result.outcome && again.measured == result.measured, "a result is read as written");
    std::vector<std::string> words(1);
    for (const char letter : bytes) {
        if (letter == '\n') {
            words.emplace_back();
        } else {
            words.back() += letter == '\0' ? ' ' : letter;
        }
    }
    std::vector<const char*> pointers;
    for (const auto& word : words) {
        pointers.push_back(word.c_str());
    }
    if (const auto job = parse_job(pointers)) {
        require(job->streams >= 1 && job->streams <= most_streams && job->bytes <= most_run_bytes, "a job is bounded");
    }
    const Monotonic now{Milliseconds{1'000'000'000}};
    ByteBudget budget(1'000'000, "boot");
    budget.restore(bytes, now);
    ByteBudget copy(1'000'000, "boot");
    copy.restore(budget.text(), now);
    require(copy.spent(now) == budget.spent(now), "a budget is kept as it was");
    (void)budget.reserve(1, now);
}
