// What the pole page reads that it once wrote, or that somebody else did: strips, notes, lines of a check.

#include <string>

#include <nlohmann/json.hpp>

#include "agent/page/check_record.hpp"
#include "agent/page/notes.hpp"
#include "agent/page/strips.hpp"
#include "tests/fuzz/fuzzer.hpp"
#include "wire/text.hpp"

#include <boost/crc.hpp>

namespace {

using namespace magpie;
using namespace magpie::agent::page;

/// With the mark and the checksum of a file that is whole, or nothing that is changed would ever be read.
std::string as_whole_file(std::string_view content) {
    boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> crc;
    crc.process_bytes(content.data(), content.size());
    std::string file = "MGPSTRP1";
    const std::uint32_t sum = crc.checksum();
    for (unsigned i = 0; i < 4; ++i) {
        file += static_cast<char>(sum >> (8 * i) & 0xFFU);
    }
    return file.append(content);
}

}  // namespace

MAGPIE_FUZZER(bytes) {
    using fuzz::require;
    const Now now{.mono = Monotonic(std::chrono::hours(30)), .wall = {}, .wall_known = false};
    for (const auto& file : {std::string(bytes), as_whole_file(bytes), as_whole_file("\1b" + std::string(bytes))}) {
        auto strips = Strips::read(file, "b");
        require(strips.series().size() <= Strips::most_series, "there are no more than twenty");
        require(nlohmann::json::accept(strips.told(now)), "what is told is JSON");
        strips.add({}, now);
        strips.add({}, {.mono = now.mono + Strips::step, .wall = {}, .wall_known = false});
        require(nlohmann::json::accept(strips.told(now)), "and after a step, too");
        const auto kept = strips.written();
        require(Strips::read(kept, "b").written() == kept, "what is kept is read back");
    }
    const auto notes = Notes::read(bytes);
    require(notes.size() <= Notes::most, "there are no more than twenty notes");
    require(Notes::read(Notes::written(notes)) == notes, "notes are the same when they are read again");
    require(nlohmann::json::accept(notes_json(notes)), "what is told of them is JSON");

    CheckRecord record;
    record.begin(now);
    record.hear(bytes);
    record.end(true, now);
    require(nlohmann::json::accept(record.told(now)), "what is told of a check is JSON");
}
