#include "collector/console/check_book.hpp"

#include <algorithm>
#include <utility>

#include "collector/console/json_text.hpp"
#include "wire/time_text.hpp"

namespace magpie::collector::console {

namespace {

bool is_under_way(const Check& check) {
    return check.state == CheckState::asked || check.state == CheckState::running;
}

}  // namespace

CheckBook::Asked CheckBook::ask(const PoleName& pole, const std::string& id, const Now& now) {
    const auto known = checks_.find(pole);
    if (known != checks_.end() && is_under_way(known->second)) {
        return Asked::under_way;
    }
    if (under_way_ >= most_under_way) {
        return Asked::too_many;
    }
    if (known == checks_.end()) {
        make_room();
    }
    checks_[pole] = Check{.id = id, .asked = now.wall, .asked_at = now.mono, .heard_at = now.mono};
    ++under_way_;
    return Asked::taken;
}

/// The one that was asked for first goes, of those that have ended: they are most, for few are under way.
void CheckBook::make_room() {
    if (checks_.size() < most_checks) {
        return;
    }
    auto oldest = checks_.end();
    for (auto at = checks_.begin(); at != checks_.end(); ++at) {
        if (!is_under_way(at->second) && (oldest == checks_.end() || at->second.asked_at < oldest->second.asked_at)) {
            oldest = at;
        }
    }
    checks_.erase(oldest);
}

void CheckBook::heard(const PoleName& pole, std::string_view payload, const Now& now) {
    if (payload.size() > check::longest_message) {
        return refuse(UntakenCheck::size);
    }
    const auto known = checks_.find(pole);
    if (known == checks_.end() || !is_under_way(known->second)) {
        return refuse(UntakenCheck::unasked);
    }
    const auto message = read_check_message(payload, pole);
    if (!message) {
        return refuse(UntakenCheck::format);
    }
    auto& check = known->second;
    if (message->id != check.id) {
        return refuse(UntakenCheck::unasked);
    }
    check.heard_at = now.mono;
    switch (message->kind) {
        case CheckMessage::Kind::refused:
            check.reason = message->reason;
            end(check, CheckState::refused);
            break;
        case CheckMessage::Kind::result:
            check.result = message->json;
            end(check, CheckState::done);
            break;
        case CheckMessage::Kind::layer:
            check.state = CheckState::running;
            take_layer(check, *message);
            break;
    }
}

void CheckBook::take_layer(Check& check, CheckMessage message) {
    const auto same = std::ranges::find(check.layers, message.layer, &Check::Layer::name);
    std::size_t bytes = message.json.size();
    for (const auto& layer : check.layers) {
        bytes += layer.name == message.layer ? 0 : layer.json.size();
    }
    if (bytes > most_bytes || (same == check.layers.end() && check.layers.size() >= most_layers)) {
        refuse(UntakenCheck::size);
    } else if (same != check.layers.end()) {
        same->json = std::move(message.json);
    } else {
        check.layers.push_back({std::move(message.layer), std::move(message.json)});
    }
}

void CheckBook::look(const Now& now) {
    if (under_way_ == 0) {
        return;
    }
    for (auto& [pole, check] : checks_) {
        // One that goes on talking has twice as long, and no longer.
        if (is_under_way(check) &&
            (now.mono - check.heard_at >= patience || now.mono - check.asked_at >= 2 * patience)) {
            end(check, CheckState::silent);
        }
    }
}

void CheckBook::end(Check& check, CheckState state) {
    check.state = state;
    ++ended_[static_cast<std::size_t>(state)];
    --under_way_;
}

const Check* CheckBook::find(const PoleName& pole) const {
    const auto known = checks_.find(pole);
    return known == checks_.end() ? nullptr : &known->second;
}

std::string check_text(const Check& check) {
    std::string out = "{\"id\":";
    append_json_text(check.id, out);
    out.append(",\"asked\":\"").append(time_text(check.asked));
    out.append("\",\"state\":\"").append(check_state_words[static_cast<std::size_t>(check.state)]).append("\"");
    if (!check.reason.empty()) {
        out += ",\"reason\":";
        append_json_text(check.reason, out);
    }
    out += ",\"layers\":[";
    for (const auto& layer : check.layers) {
        out.append(out.back() == '[' ? "" : ",").append(layer.json);
    }
    out.append("],\"result\":").append(check.result.empty() ? "null" : check.result);
    return out += '}';
}

}  // namespace magpie::collector::console
