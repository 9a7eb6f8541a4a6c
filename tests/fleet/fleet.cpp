#include "tests/fleet/fleet.hpp"

#include <algorithm>

#include "tests/fleet/dice.hpp"

namespace magpie::fleet {

namespace {

constexpr Milliseconds start_spacing{100};
constexpr const char* new_version = MAGPIE_VERSION "-sim.2";

}  // namespace

Fleet::Fleet(const City& city, Settings settings, std::vector<std::unique_ptr<Line>> lines,
             const std::function<Now()>& now)
    : settings_(std::move(settings)),
      now_(now),
      lines_(std::move(lines)),
      deeds_(timeline(city, settings_.faults)),
      watched_(city.poles().size(), Monotonic::max()) {
    poles_.reserve(city.poles().size());
    for (std::size_t i = 0; i < city.poles().size(); ++i) {
        poles_.push_back(
            std::make_unique<Pole>(city.poles()[i], settings_.poles, *lines_[i], now, [this, i] { stirred(i); }));
    }
}

void Fleet::start(const Now& now) {
    started_ = now.mono;
    start_some(now);
}

void Fleet::start_some(const Now& now) {
    if (next_to_start_ == poles_.size() || now.mono < start_due_) {
        return;
    }
    start_due_ = now.mono + start_spacing;
    std::erase_if(opening_, [&](std::size_t pole) { return poles_[pole]->has_tried(); });
    while (next_to_start_ < poles_.size() && opening_.size() < settings_.starting_at_once) {
        const auto pole = next_to_start_++;
        opening_.push_back(pole);
        poles_[pole]->start(now);
        watch(pole);
    }
}

/// Notes that the pole's deadline is another one, unless an earlier entry will see to it.
void Fleet::watch(std::size_t pole) {
    const auto deadline = poles_[pole]->deadline();
    if (deadline < watched_[pole]) {
        watched_[pole] = deadline;
        due_.emplace(deadline, pole);
    }
}

void Fleet::stirred(std::size_t pole) {
    if (!away_.empty() && away_[pole] && !poles_[pole]->swept()) {
        away_[pole] = false;
        ++storm_->born_again;
        storm_->last = now_().mono - swept_at_;
    }
    watch(pole);
}

Monotonic Fleet::deadline() const {
    if (stopping_) {
        return Monotonic::max();
    }
    auto earliest = due_.empty() ? Monotonic::max() : due_.top().first;
    if (next_deed_ < deeds_.size()) {
        earliest = std::min(earliest, started_ + deeds_[next_deed_].at);
    }
    if (storm_is_to_come()) {
        earliest = std::min(earliest, started_ + settings_.storm->at);
    }
    return next_to_start_ < poles_.size() ? std::min(earliest, start_due_) : earliest;
}

void Fleet::tick(const Now& now, std::size_t most) {
    while (next_deed_ < deeds_.size() && now.mono >= started_ + deeds_[next_deed_].at) {
        carry_out(deeds_[next_deed_++], now);
    }
    if (storm_is_to_come() && now.mono >= started_ + settings_.storm->at) {
        sweep(now);
    }
    start_some(now);
    for (; most > 0 && !due_.empty() && due_.top().first <= now.mono; --most) {
        const auto [at, pole] = due_.top();
        due_.pop();
        if (at != watched_[pole]) {
            continue;
        }
        watched_[pole] = Monotonic::max();
        const auto deadline = poles_[pole]->deadline();
        if (deadline <= now.mono) {
            if (deadline > Monotonic::min()) {
                lag_ = std::max(lag_, now.mono - deadline);
            }
            poles_[pole]->tick(now);
        }
        watch(pole);
    }
}

void Fleet::stop(const Now& now) {
    stopping_ = true;
    next_to_start_ = poles_.size();
    for (auto& pole : poles_) {
        pole->stop(now);
    }
}

bool Fleet::gone() const {
    return std::ranges::all_of(poles_, [](const auto& pole) { return pole->gone(); });
}

void Fleet::carry_out(const Deed& deed, const Now& now) {
    const bool begins = deed.what == Deed::What::begins;
    settings_.log(now.mono - started_, deed.text);
    for (const auto place : deed.poles) {
        auto& pole = *poles_[place];
        switch (deed.kind) {
            case FaultKind::hub_cut:
                begins ? pole.line_is_cut() : pole.line_is_mended();
                break;
            case FaultKind::power_cut:
                begins ? pole.power_fails() : pole.power_returns(now, "power");
                break;
            case FaultKind::brownout:
                begins ? pole.power_fails() : pole.power_returns(now, "undervoltage");
                break;
            case FaultKind::rollout:
                pole.updates(new_version, now);
                break;
            default:
                pole.suffers(deed.kind, begins, now);
                break;
        }
    }
}

/// Each of its own chance, so that it does not matter which poles there are besides.
void Fleet::sweep(const Now& now) {
    const auto within = static_cast<std::size_t>(settings_.storm->within.count());
    settings_.log(now.mono - started_, "all connections end");
    storm_.emplace();
    swept_at_ = now.mono;
    away_.resize(poles_.size());
    for (std::size_t i = 0; i < poles_.size(); ++i) {
        away_[i] = poles_[i]->online();
        storm_->swept += away_[i] ? 1 : 0;
        Dice dice(poles_[i]->site().seed ^ 0x73746f726d000000U);
        poles_[i]->is_swept(now.mono + Milliseconds{static_cast<std::int64_t>(dice.below(within + 1))});
        watch(i);
    }
}

Fleet::Figures Fleet::figures() const {
    Figures figures;
    figures.poles = poles_.size();
    for (const auto& pole : poles_) {
        figures.up += pole->online() ? 1 : 0;
        figures.reports += pole->reports();
        figures.samples += pole->samples();
    }
    return figures;
}

}  // namespace magpie::fleet
