#include "agent/block_check/block_checks.hpp"

#include <algorithm>
#include <utility>

#include "agent/block_check/asked_address.hpp"

namespace magpie::agent {

using probe::Kind;
using probe::State;

namespace {

constexpr Milliseconds told_for{60'000};

/// Whether somebody is there. Of a ping a refusal is the word of a router or a wall, who say it of any packet.
bool is_answer(Kind kind, State state) {
    return state == State::answered || (kind == Kind::tcp && state == State::refused) ||
           (kind == Kind::ping && state == State::wrong_answer);
}

Milliseconds since(Monotonic from, const Now& now) {
    return std::max(Milliseconds{0}, now.mono - from);
}

}  // namespace

void BlockChecks::hear(std::string_view bytes, const Now& now) {
    auto command = decode_block_check(bytes);
    if (!command || std::ranges::any_of(checks_, [&](const Check& one) { return one.check.id == command->id; })) {
        return;
    }
    const auto doubt = [&](BlockDoubt why) {
        tell({.id = command->id, .outcome = BlockOutcome::undecided, .doubt = why}, now);
    };
    const auto address = ip_address_of(command->address);
    const auto own = settings_.own ? settings_.own() : std::vector<boost::asio::ip::address>();
    if (!address || !may_be_asked(*address, settings_.private_too) || std::ranges::find(own, *address) != own.end()) {
        doubt(BlockDoubt::address);
        return;
    }
    const auto control = std::ranges::find_if(
        settings_.controls, [&](const auto& one) { return one.is_v4() == address->is_v4() && one != *address; });
    if (control == settings_.controls.end()) {
        doubt(BlockDoubt::no_control);
        return;
    }
    if (checks_.size() == most_at_once) {
        doubt(BlockDoubt::busy);
        return;
    }
    std::erase_if(told_, [&](const Told& one) { return one.answer.id == command->id; });
    checks_.push_back({.check = std::move(*command),
                       .address = *address,
                       .control = *control,
                       .heard = now.mono,
                       .next_try = now.mono});
    if (settings_.wake) {
        settings_.wake();
    }
}

std::optional<BlockAsk> BlockChecks::take(const Now& now) {
    for (auto& check : checks_) {
        if (check.to_ask.empty() && check.open.empty() && now.mono >= check.next_try) {
            begin_try(check, now);
        }
        if (!check.to_ask.empty()) {
            auto ask = check.to_ask.back();
            check.to_ask.pop_back();
            check.open.push_back(ask.number);
            return ask;
        }
    }
    return std::nullopt;
}

void BlockChecks::begin_try(Check& check, const Now& now) {
    check.try_begun = now.mono;
    check.answered = false;
    check.control_answered = false;
    check.asked = false;
    for (const auto port : check.check.ports) {
        check.to_ask.push_back({.number = ++last_number_, .kind = Kind::tcp, .address = check.address, .port = port});
    }
    check.to_ask.push_back({.number = ++last_number_, .kind = Kind::ping, .address = check.address});
    check.control_ask = ++last_number_;
    check.to_ask.push_back({.number = check.control_ask, .kind = Kind::ping, .address = check.control});
}

void BlockChecks::ended(std::uint64_t number, State state, const Now& now) {
    const auto check = std::ranges::find_if(
        checks_, [&](const Check& one) { return std::ranges::find(one.open, number) != one.open.end(); });
    if (check == checks_.end()) {
        return;
    }
    if (number == check->control_ask) {
        check->control_answered = state == State::answered;
        check->control_asked = state != State::not_allowed;
    } else {
        const auto ports = check->check.ports.size();
        const auto first = check->control_ask - 1 - ports;  // ports, then the ping, then the control
        check->answered = check->answered || is_answer(number < first + ports ? Kind::tcp : Kind::ping, state);
        check->asked = check->asked || state != State::not_allowed;
    }
    std::erase(check->open, number);
    if (check->open.empty() && check->to_ask.empty() && judge(*check, now)) {
        checks_.erase(check);
    }
}

bool BlockChecks::judge(Check& check, const Now& now) {
    const auto passed = since(check.heard, now);
    ++check.tries;
    check.next_try = std::max(now.mono, check.try_begun + every);
    const bool last = check.next_try - check.heard >= check.check.patience;
    if (check.answered) {
        ++check.tries_answered;
        check.silent_since.reset();
        if (last) {
            finish(check, BlockOutcome::reachable, BlockDoubt::none, passed, now);
        }
        return last;
    }
    if (!check.asked || !check.control_asked) {
        finish(check, BlockOutcome::undecided, BlockDoubt::not_allowed, passed, now);
        return true;
    }
    if (!check.control_answered) {
        check.silent_since.reset();
        if (last) {
            finish(check, BlockOutcome::undecided, BlockDoubt::control, passed, now);
        }
        return last;
    }
    if (check.silent_since) {
        finish(check, BlockOutcome::unreachable, BlockDoubt::none, *check.silent_since, now);
        return true;
    }
    check.silent_since = passed;  // and once more, even where patience has ended
    return false;
}

void BlockChecks::finish(const Check& check, BlockOutcome outcome, BlockDoubt doubt, Milliseconds took,
                         const Now& now) {
    tell({.id = check.check.id,
          .outcome = outcome,
          .doubt = doubt,
          .took = std::min(took, longest_block_patience + Milliseconds{60'000}),
          .tries = check.tries,
          .answered = check.tries_answered},
         now);
}

void BlockChecks::tell(const BlockAnswer& answer, const Now& now) {
    std::erase_if(told_, [&](const Told& one) { return one.answer.id == answer.id || now.mono - one.at > told_for; });
    if (told_.size() == most_block_answers) {
        told_.erase(told_.begin());
    }
    told_.push_back({answer, now.mono});
    news_ = true;
    if (settings_.wake) {
        settings_.wake();
    }
}

std::optional<Monotonic> BlockChecks::deadline() const {
    std::optional<Monotonic> earliest;
    for (const auto& check : checks_) {
        if (check.open.empty() || !check.to_ask.empty()) {
            earliest = std::min(earliest.value_or(check.next_try), check.next_try);
        }
    }
    return earliest;
}

std::vector<BlockAnswer> BlockChecks::answers(const Now& now) const {
    std::vector<BlockAnswer> answers;
    for (const auto& one : told_) {
        if (now.mono - one.at <= told_for) {
            answers.push_back(one.answer);
        }
    }
    return answers;
}

bool BlockChecks::take_news() {
    return std::exchange(news_, false);
}

}  // namespace magpie::agent
