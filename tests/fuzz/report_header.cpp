// What Magpie adds to Sparkplug: report headers and acknowledgements.

#include "tests/fuzz/fuzzer.hpp"
#include "wire/report/acknowledge.hpp"
#include "wire/report/header.hpp"

MAGPIE_FUZZER(bytes) {
    using namespace magpie;
    using fuzz::require;
    if (const auto header = decode_report_header(bytes)) {
        require(header->epoch != Epoch{}, "an epoch");
        require(header->range.first <= header->range.last && header->range.last <= header->newest,
                "numbers that were given out");
        require(header->range.first == ReportNumber{} || header->range.first >= header->oldest, "and are held");
        require(value(header->oldest) <= value(header->newest) + 1, "the oldest is not above the next");
        require(header->taken <= header->sent && header->taken >= Monotonic{}, "sent after it was taken");
        const auto again = decode_report_header(encode(*header));
        require(again && again->epoch == header->epoch && again->range == header->range &&
                    again->oldest == header->oldest && again->newest == header->newest &&
                    again->shape == header->shape && again->whole == header->whole && again->urgent == header->urgent &&
                    again->clock_known == header->clock_known && again->historical == header->historical &&
                    again->taken == header->taken && again->sent == header->sent,
                "a header is read as written");
    }
    if (const auto word = decode_acknowledge(bytes)) {
        require(word->safe <= word->received && word->received <= word->highest,
                "an acknowledgement agrees with itself");
        const auto again = decode_acknowledge(encode(*word));
        require(again && again->epoch == word->epoch && again->received == word->received &&
                    again->safe == word->safe && again->highest == word->highest,
                "an acknowledgement is read as written");
    }
}
