#include "agent/throughput/run.hpp"

#include <algorithm>
#include <cerrno>
#include <memory>

#include <iperf_api.h>

#include <nlohmann/json.hpp>

namespace magpie::agent::throughput {

namespace {

using nlohmann::json;

struct Free {
    void operator()(iperf_test* test) const { iperf_free_test(test); }
};
using Test = std::unique_ptr<iperf_test, Free>;

/// Why a connection that was to be made is none.
Outcome unconnected(int error) {
    return error == ECONNREFUSED ? Outcome::refused : Outcome::unreachable;
}

/// `error`: errno of that moment.
Outcome outcome_of(int problem, int error) {
    switch (problem) {
        case IECONNECT:
        case IESTREAMCONNECT:
            return unconnected(error);
        case IEACCESSDENIED:
            return Outcome::busy;
        case IESENDCOOKIE:
        case IECTRLWRITE:
        case IECTRLREAD:
        case IECTRLCLOSE:
        case IESENDMESSAGE:
        case IERECVMESSAGE:
        case IESENDPARAMS:
        case IESENDRESULTS:
        case IERECVRESULTS:
        case IESTREAMWRITE:
        case IESTREAMREAD:
        case IESTREAMCLOSE:
        case IESERVERTERM:
            return Outcome::reset;
        case IENOMSG:
            return Outcome::hung;
        case IENEWTEST:
        case IEINITTEST:
        case IECREATESTREAM:
        case IEINITSTREAM:
        case IENEWTIMER:
            return Outcome::not_started;
        default:
            return Outcome::protocol;
    }
}

std::optional<std::uint64_t> bytes_of(const json& end, const char* key) {
    const auto sum = end.find(key);
    const auto bytes = sum != end.end() && sum->is_object() ? sum->find("bytes") : end.end();
    return sum != end.end() && sum->is_object() && bytes != sum->end() && bytes->is_number_unsigned()
               ? std::optional(bytes->get<std::uint64_t>())
               : std::nullopt;
}

/// What both ends made of it. The receiver's figures count: what was sent may still lie in a queue.
Result result_of(const char* text, Direction direction) {
    const auto all = json::parse(text, nullptr, /*allow_exceptions=*/false);
    const auto end = all.is_object() ? all.find("end") : all.end();
    if (!all.is_object() || end == all.end() || !end->is_object()) {
        return {.outcome = Outcome::protocol, .detail = "there is no end in what the server said"};
    }
    const auto sent = bytes_of(*end, "sum_sent");
    const auto arrived = bytes_of(*end, "sum_received");
    Result result{.outcome = Outcome::nothing};
    if (sent && arrived) {
        result.cost_bytes = std::max(*sent, *arrived);
    }
    if (!arrived) {
        return {.outcome = Outcome::protocol, .detail = "the server did not say what arrived"};
    }
    const auto& received = (*end)["sum_received"];
    const auto seconds = received.value("seconds", 0.0);
    if (*arrived == 0 || !(seconds > 0)) {
        return result;
    }
    result.outcome = Outcome::measured;
    result.measured = Measured{.bytes = *arrived, .seconds = seconds};
    // Of a sender that is not ours nobody knows what its kernel counts.
    const auto& sender = (*end)["sum_sent"];
    const auto again = sender.find("retransmits");
    if (direction == Direction::up && again != sender.end() && again->is_number_unsigned()) {
        result.measured->retransmits = again->get<std::uint64_t>();
    }
    return result;
}

void set_up(iperf_test* test, const Job& job) {
    iperf_set_test_role(test, 'c');
    iperf_set_test_server_hostname(test, job.address.c_str());
    iperf_set_test_server_port(test, job.port);
    iperf_set_test_num_streams(test, static_cast<int>(job.streams));
    iperf_set_test_reverse(test, job.direction == Direction::down ? 1 : 0);
    // Both, and the first that is reached ends it: the program iperf3 refuses that, the library does not.
    iperf_set_test_duration(test, static_cast<int>(job.duration.count()));
    iperf_set_test_bytes(test, job.bytes);
    iperf_set_test_connect_timeout(test, 3000);
    // No figures within the run: they would make megabytes of text of many streams.
    iperf_set_test_reporter_interval(test, 0);
    iperf_set_test_stats_interval(test, 0);
    iperf_set_test_json_output(test, 1);
}

}  // namespace

Result run(const Job& job) {
    const Test test(iperf_new_test());
    if (!test || iperf_defaults(test.get()) < 0) {
        return {.outcome = Outcome::not_started, .detail = "libiperf does not begin"};
    }
    set_up(test.get(), job);
    errno = 0;
    i_errno = IENONE;
    // With JSON it says that all went well even where nothing did.
    const auto ended = iperf_run_client(test.get());
    const int error = errno;
    if (ended < 0 || i_errno != IENONE) {
        return {.outcome = outcome_of(i_errno, error), .detail = iperf_strerror(i_errno)};
    }
    const char* const text = iperf_get_test_json_output_string(test.get());
    return text != nullptr ? result_of(text, job.direction)
                           : Result{.outcome = Outcome::protocol, .detail = "there is no result"};
}

}  // namespace magpie::agent::throughput
