// What the collector reads of a report of the pole page, which a pole has signed, whatever it is.

#include <cstddef>
#include <string>

#include <nlohmann/json.hpp>

#include "collector/reports/report_brief.hpp"
#include "collector/reports/report_seal.hpp"
#include "tests/fuzz/fuzzer.hpp"
#include "wire/text.hpp"

namespace {

using namespace magpie;
using namespace magpie::collector;

/// A byte that is not plain text is told with four.
constexpr std::size_t longest = 4 * 300;

}  // namespace

MAGPIE_FUZZER(bytes) {
    using fuzz::require;
    if (const auto brief = brief_of(bytes)) {
        for (const auto* const text :
             {&brief->made, &brief->by, &brief->verdict, &brief->layer, &brief->what, &brief->what_ko}) {
            require(is_plain_text(*text), "what is told is plain text");
            require(text->size() <= longest, "and cut");
        }
        require(brief->kind != ReportKind::note || brief->layer.empty(), "without a check nothing is red");
        require(report_in(bytes).is_object(), "only of a report");
    }
    const auto seal = look_at_seal(bytes, "pole-1", "", UtcMs{});
    require(seal.fault != SealFault::none, "nobody is believed without a CA");
    require(is_plain_text(seal.signer), "the name of a stranger is plain text");
}
