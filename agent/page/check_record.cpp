#include "agent/page/check_record.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "wire/time_text.hpp"

namespace magpie::agent::page {
namespace {

using nlohmann::json;

constexpr std::size_t longest_name = 64;

std::string text_of(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string begun_in(const std::string& result) {
    const auto read = json::parse(result, nullptr, false);
    const auto begun = read.is_object() ? read.value("begun", json()) : json();
    return begun.is_string() ? begun.get<std::string>() : std::string();
}

}  // namespace

void CheckRecord::begin(const Now& now) {
    begun_ = now.mono;
    layers_.clear();
    coming_.reset();
    failed_ = false;
}

void CheckRecord::hear(std::string_view line) {
    if (!begun_ || line.size() > longest_line) {
        return;
    }
    const auto heard = json::parse(line, nullptr, false);
    const auto event = heard.is_object() ? heard.value("event", json()) : json();
    const auto body = event.is_string() ? heard.value(event.get<std::string>(), json()) : json();
    if (!body.is_object()) {
        return;
    }
    if (event == "result") {
        coming_ = text_of(body);
        return;
    }
    const auto name = event == "layer" ? body.value("layer", json()) : json();
    if (!name.is_string() || name.get_ref<const std::string&>().size() > longest_name) {
        return;
    }
    const auto found = std::ranges::find(layers_, name.get_ref<const std::string&>(), &Layer::name);
    if (found != layers_.end()) {
        found->text = text_of(body);
    } else if (layers_.size() < most_layers) {
        layers_.push_back({name.get<std::string>(), text_of(body)});
    }
}

void CheckRecord::end(bool whole, const Now& now) {
    failed_ = !whole || !coming_;
    if (!failed_) {
        result_ = std::move(coming_);
        result_begun_ = begun_in(*result_);
        result_at_ = now.mono;
    }
    coming_.reset();
    begun_.reset();
    layers_.clear();
}

void CheckRecord::found(const Kept& kept, const Now& now) {
    const auto begun = time_text(kept.begun);
    // Such texts are in the order of their times. What the page itself has begun is among those that are kept.
    if (result_ && begun <= result_begun_) {
        return;
    }
    result_ = kept.result;
    result_begun_ = begun;
    // By wall time, which may have been set meanwhile: nothing has ended in the future.
    const auto ago = std::max(Milliseconds{0}, now.wall - kept.begun - kept.lasted);
    result_at_ = now.mono - ago;
    failed_ = false;
}

std::string CheckRecord::told(const Now& now) const {
    std::string layers;
    for (const auto& layer : layers_) {
        layers += (layers.empty() ? "" : ",") + layer.text;
    }
    return fmt::format(R"({{"running":{},"seconds":{},"layers":[{}],"failed":{},"result":{},"age_seconds":{}}})",
                       running(), begun_ ? (now.mono - *begun_).count() / 1000 : 0, layers, failed_,
                       result_.value_or("null"),
                       result_ ? std::to_string((now.mono - result_at_).count() / 1000) : std::string("null"));
}

}  // namespace magpie::agent::page
