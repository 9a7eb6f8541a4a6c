// What goes between collector and pole about a blocked address, and what is kept of it.

#include "wire/report/block_check.hpp"
#include "agent/block_check/asked_address.hpp"
#include "agent/block_check/block_checks.hpp"
#include "collector/blocks/block.hpp"
#include "tests/fuzz/fuzzer.hpp"

MAGPIE_FUZZER(bytes) {
    using namespace magpie;
    using fuzz::require;
    if (const auto check = decode_block_check(bytes)) {
        require(decode_block_check(encode(*check)) == check, "a command is read as written");
        require(check->ports.size() <= most_block_ports && check->patience <= longest_block_patience, "and bounded");
        const auto address = agent::ip_address_of(check->address);
        require(address.has_value(), "and of an address");
        // A pole with a network that never answers comes to an end with it, and tells of it.
        agent::BlockChecks checks({.controls = {boost::asio::ip::make_address("198.51.100.1")}});
        Now now{.mono = Monotonic{Milliseconds{1000}}, .wall = {}, .wall_known = false};
        checks.hear(bytes, now);
        require(checks.at_once() == 0 || agent::may_be_asked(*address, false), "nobody else is asked");
        for (int tries = 0; checks.at_once() > 0; ++tries) {
            require(tries < 2000, "it ends");
            while (const auto ask = checks.take(now)) {
                now.mono += Milliseconds{200};
                checks.ended(ask->number, agent::probe::State::no_answer, now);
            }
            now.mono += Milliseconds{500};
        }
        const auto answers = checks.answers(now);
        require(answers.size() == 1 && decode_block_answer(encode(answers[0])) == answers[0],
                "what it says can be read");
    }
    if (const auto answer = decode_block_answer(bytes)) {
        require(decode_block_answer(encode(*answer)) == answer, "an answer is read as written");
        require((answer->outcome == BlockOutcome::undecided) == (answer->doubt != BlockDoubt::none),
                "and has a doubt where it must");
    }
    if (const auto block = collector::decode_block(BlockId{1}, bytes)) {
        const auto kept = encode(*block);
        const auto again = collector::decode_block(BlockId{1}, kept);
        require(again && encode(*again) == kept, "a block is read as it was kept");
        require(!collector::address_text(block->address).empty(), "and has an address");
    }
    if (const auto address = collector::block_address(bytes)) {
        require(agent::may_be_asked(agent::ip_address_of(*address).value(), true) || address->size() == 16 ||
                    (*address)[0] == '\xc0',
                "what is taken from people poles ask");
    }
}
