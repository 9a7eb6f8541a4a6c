#include "agent/check/requests.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "agent/check/result_json.hpp"
#include "wire/check/check_topic.hpp"

namespace magpie::agent::check {

namespace {

constexpr Milliseconds between_checks{30'000};
constexpr Milliseconds between_messages{500};
constexpr std::size_t most_waiting = 32;

enum Outcome : std::size_t { broken = 3, refused = 4 };

/// The line begins with a brace; the id goes in front of what is in it.
std::string with_id(const std::string& id, std::string_view line) {
    return R"({"id":")" + id + "\"," + std::string(line.substr(1));
}

}  // namespace

void Requests::refuse(std::string_view id, std::string_view reason) {
    ++outcomes_[refused];
    if (urgent_.size() < most_waiting) {
        urgent_.push_back(std::string(R"({"id":")").append(id) + R"(","event":"refused","reason":")" +
                          std::string(reason) + "\"}");
    }
}

void Requests::hear(std::string_view id, const Now& now) {
    if (!magpie::check::is_check_id(id) || id == id_) {
        return;  // the same again is under way
    }
    if (!on_) {
        refuse(id, "off");
    } else if (!id_.empty() || (begun_ && now.mono < *begun_ + between_checks)) {
        refuse(id, "busy");
    } else {
        id_ = id;
        begun_ = now.mono;
        begin_ = true;
        has_result_ = false;
        layers_.clear();
    }
}

bool Requests::take_begin() {
    return std::exchange(begin_, false);
}

void Requests::line(std::string_view json) {
    const auto event = id_.empty() ? std::nullopt : parse_event(json);
    if (!event || has_result_) {
        return;
    }
    if (const auto* const result = std::get_if<Result>(&*event)) {
        has_result_ = true;
        ++outcomes_[static_cast<std::size_t>(result->verdict)];
        layers_.clear();  // all of them are in the result
        urgent_.push_back(with_id(id_, json));
    } else if (std::get<Layer>(*event).state != State::running && layers_.size() < most_waiting) {
        layers_.push_back(with_id(id_, json));
    }
}

void Requests::ended(const Now& /*now*/) {
    if (!has_result_ && !id_.empty()) {
        ++outcomes_[broken];
        layers_.clear();
        urgent_.push_back(R"({"id":")" + id_ + R"(","event":"refused","reason":"broken"})");
    }
    id_.clear();
    begin_ = false;
}

std::optional<std::string> Requests::take_message(const Now& now) {
    auto& from = !urgent_.empty() ? urgent_ : layers_;
    if (from.empty() || (urgent_.empty() && now.mono < next_)) {
        return std::nullopt;
    }
    auto message = std::move(from.front());
    from.pop_front();
    next_ = now.mono + between_messages;
    return message;
}

std::optional<Monotonic> Requests::deadline() const {
    if (!urgent_.empty()) {
        return Monotonic{};
    }
    return layers_.empty() ? std::nullopt : std::optional(next_);
}

}  // namespace magpie::agent::check
