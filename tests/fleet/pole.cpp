#include "tests/fleet/pole.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "tests/fleet/dice.hpp"

namespace magpie::fleet {

namespace {

/// The Source of an agent that looks at a model.
class Eyes final : public agent::Source {
  public:
    explicit Eyes(PoleModel& model) : model_(model) {}
    void sample(agent::Readings& readings, const Now& now) override { model_.sample(readings, now); }

  private:
    PoleModel& model_;
};

}  // namespace

Pole::Pole(const Site& site, const PoleSettings& settings, Line& line, std::function<Now()> now,
           std::function<void()> stirred)
    : site_(site),
      settings_(settings),
      line_(line),
      now_(std::move(now)),
      stirred_(std::move(stirred)),
      model_(site,
             profile_of(settings.series, is_equipped(site, settings.sensors), is_equipped(site, settings.capture),
                        is_equipped(site, settings.targets)),
             settings.hours_ahead),
      blocks_(site) {
    line_.listen([this](const mqtt::Event& event) { on(event); });
}

Now Pole::seen(const Now& now) const {
    return {now.mono, now.wall, now.wall_known && faults_[static_cast<std::size_t>(FaultKind::clock_lost)] == 0};
}

void Pole::Gate::connect(const mqtt::Connect& connect) {
    if (pole_.cuts_ > 0) {
        pole_.refused_ = true;
    } else if (pole_.now_().mono < pole_.returns_at_) {
        pole_.waiting_ = std::make_unique<mqtt::Connect>(connect);
    } else {
        pole_.line_.connect(connect);
    }
}

void Pole::start(const Now& now) {
    started_ = true;
    if (power_cuts_ == 0) {
        boot(now, "power");
    }
}

void Pole::boot(const Now& now, std::string_view reason) {
    Dice dice(site_.seed + ++lives_);
    agent::Config config;
    config.node.area = site_.area;
    config.node.id = site_.node;
    config.node.site = site_.name;
    config.node.site_type = word(site_.type);
    config.node.hub = site_.hub_name;
    config.node.latitude = site_.latitude;
    config.node.longitude = site_.longitude;
    config.node.has_position = true;
    config.mqtt.servers = {settings_.server};
    config.mqtt.keep_alive = settings_.keep_alive;
    config.report.interval = settings_.interval;
    // A city of them has one memory; what is safe leaves it segment by segment, and these are small.
    config.outbox.memory_bytes = std::size_t{128} << 10;
    agent::Beginning beginning{.epoch = Epoch{dice.next() | 1U},
                               .next_bd_seq = next_bd_seq_,
                               .seed = static_cast<std::uint32_t>(dice.next()),
                               .model = std::string(model_name(site_.model)),
                               .version = version_,
                               .blocks = &blocks_.checks()};
    if (!settings_.orders_directory.empty()) {
        agent_.reset();  // it knows the orders of the run before
        orders_.emplace(site_, settings_.orders_directory, settings_.orders_ca_file, version_, now);
        config.report = orders_->report(config.report);
        beginning.orders = &orders_->orders();
    }
    std::vector<std::unique_ptr<agent::Source>> sources;
    sources.push_back(std::make_unique<Eyes>(model_));
    model_.boots(now, reason);
    noted_ = {};
    refused_ = false;
    blocks_.forgets();
    agent_ = std::make_unique<agent::Agent>(config, beginning, std::move(sources), gate_,
                                            [this](std::uint8_t next) { next_bd_seq_ = next; });
    agent_->start(seen(now));
    note_reports();
}

void Pole::tick(const Now& now) {
    if (agent_ == nullptr) {
        return;
    }
    if (std::exchange(refused_, false)) {
        on(mqtt::ConnectFailed{"the line is cut"});
    }
    if (waiting_ != nullptr && now.mono >= returns_at_) {
        gate_.connect(*std::exchange(waiting_, nullptr));
    }
    verify_blocks(now);
    if (agent_ != nullptr && now.mono >= agent_->deadline()) {
        agent_->tick(seen(now));
        note_reports();
        obey(now);
    }
}

void Pole::obey(const Now& now) {
    if (!orders_ || updating_) {
        return;
    }
    if (const auto version = orders_->wants_run_of(version_)) {
        updates(*version, now);
    }
}

void Pole::verify_blocks(const Now& now) {
    const bool leaks = faults_[static_cast<std::size_t>(FaultKind::block_leaks)] > 0;
    if (agent_ != nullptr && blocks_.tick(leaks, cuts_ > 0, now)) {
        agent_->urgent(seen(now));
    }
}

void Pole::stop(const Now& now) {
    started_ = false;
    updating_ = false;
    refused_ = false;
    if (agent_ != nullptr) {
        agent_->stop(seen(now));
    }
}

Monotonic Pole::deadline() const {
    if (agent_ == nullptr || !started_) {
        return Monotonic::max();
    }
    if (refused_) {
        return Monotonic::min();
    }
    const auto due = std::min(agent_->deadline(), blocks_.deadline());
    return waiting_ != nullptr ? std::min(returns_at_, due) : due;
}

void Pole::on(const mqtt::Event& event) {
    tried_ = true;
    if (agent_ == nullptr) {
        return;  // without power nobody listens
    }
    const auto now = now_();
    agent_->on(event, seen(now));
    obey(now);
    swept_ = swept_ && !(std::holds_alternative<mqtt::Subscribed>(event) && online());
    if (updating_ && agent_->stopped()) {
        updating_ = false;
        boot(now, "software");
    }
    stirred_();
}

void Pole::note_reports() {
    const auto newest = agent_->outbox().newest();
    if (newest != noted_) {
        noted_ = newest;
        ++reports_;
        samples_ += agent_->outbox().committed().samples.size();
    }
}

void Pole::line_is_cut() {
    if (cuts_++ == 0) {
        line_.breaks();
    }
}

void Pole::line_is_mended() {
    --cuts_;
}

void Pole::power_fails() {
    if (power_cuts_++ == 0) {
        agent_.reset();
        waiting_.reset();
        updating_ = false;
        line_.breaks();
    }
}

void Pole::power_returns(const Now& now, std::string_view reason) {
    if (--power_cuts_ == 0 && started_) {
        boot(now, reason);
        stirred_();
    }
}

void Pole::updates(std::string version, const Now& now) {
    version_ = std::move(version);
    if (agent_ == nullptr) {
        return;  // it comes back as the new one anyway
    }
    agent_->stop(seen(now));
    updating_ = true;
    if (agent_->stopped()) {
        updating_ = false;
        boot(now, "software");
    }
    stirred_();
}

void Pole::suffers(FaultKind kind, bool begins, const Now& now) {
    auto& some = faults_[static_cast<std::size_t>(kind)];
    begins ? ++some : --some;
    model_.suffers(kind, some > 0);
    // What the kernel tells of radar and of networks that stop, and magpie-capture of threats, an agent tells at once.
    const bool urgent =
        kind == FaultKind::radar || kind == FaultKind::door_open ||
        (begins && model_.hears_the_air() && (kind == FaultKind::evil_twin || kind == FaultKind::deauth_flood)) ||
        (begins && (kind == FaultKind::network_stop || kind == FaultKind::mast_hit || kind == FaultKind::mains_cut));
    if (urgent && agent_ != nullptr) {
        agent_->urgent(seen(now));
        stirred_();
    }
}

void Pole::is_swept(Monotonic returns_at) {
    returns_at_ = returns_at;
    swept_ = online();
    line_.breaks();
}

}  // namespace magpie::fleet
