#include "agent/session/edge_session.hpp"

#include <algorithm>
#include <random>
#include <utility>

#include "platform/tls/revocation_list.hpp"
#include "wire/check/check_topic.hpp"
#include "wire/report/acknowledge.hpp"
#include "wire/sparkplug/host_state.hpp"
#include "wire/sparkplug/names.hpp"

namespace magpie::agent {

namespace edge = sparkplug::edge;
using sparkplug::Verb;

namespace {

/// What a command to a node may at most hold: an order, a word on each epoch, or a handful of metrics from another
/// host.
constexpr sparkplug::Limits command_limits{
    .bytes = tls::longest_signed_order + tls::longest_revocation_list + 32 * 1024, .metrics = 2 * most_earlier_epochs};
/// A step of the clock larger than this makes every time of the last birth wrong.
constexpr Milliseconds clock_step{1000};
/// The client has too much waiting for the socket: try again after.
constexpr Milliseconds congestion_pause{1000};
/// Whether the wall clock has become known is looked at after.
constexpr Milliseconds clock_pause{5000};

Milliseconds clock_offset(const Now& now) {
    return now.wall.time_since_epoch() - now.mono.time_since_epoch();
}

/// From half to one and a half of it, by the node's seed and the report that was sent: poles that came back at once
/// would else send in step for as long as it lasts.
Milliseconds jittered(Milliseconds spacing, std::uint32_t seed, ReportNumber sent) {
    const auto half = spacing.count() / 2;
    std::seed_seq mixed{seed, static_cast<std::uint32_t>(value(sent))};  // numbers that follow each other are no chance
    std::minstd_rand random(mixed);
    return spacing + Milliseconds{std::uniform_int_distribution<Milliseconds::rep>(-half, half)(random)};
}

}  // namespace

EdgeSession::EdgeSession(SessionSettings settings, mqtt::Client& client, Reporter& reporter, Outbox& outbox,
                         Remember remember, Orders* orders, BlockChecks* blocks, throughput::Measurements* throughput,
                         CheckAsked check_asked)
    : settings_(std::move(settings)),
      client_(client),
      reporter_(reporter),
      outbox_(outbox),
      remember_(std::move(remember)),
      orders_(orders),
      blocks_(blocks),
      throughput_(throughput),
      check_asked_(std::move(check_asked)),
      rules_(edge::Settings{.servers = settings_.servers.size(),
                            .waits_for_primary_host = !settings_.primary_host.empty(),
                            .next_bd_seq = settings_.next_bd_seq,
                            .seed = settings_.seed}),
      backlog_(outbox),
      late_spacing_(settings_.backlog_spacing) {}

void EdgeSession::start(const Now& now) {
    tell(edge::Start{}, now);
}

void EdgeSession::stop(const Now& now) {
    tell(edge::Stop{}, now);
}

std::optional<Monotonic> EdgeSession::deadline() const {
    const auto rules = rules_.deadline();
    return rules && backlog_due_ ? std::min(rules, backlog_due_) : rules ? rules : backlog_due_;
}

void EdgeSession::on(const mqtt::Event& event, const Now& now) {
    if (std::holds_alternative<mqtt::Connected>(event)) {
        ++counters_.connects;
        trouble_.clear();
        newly_connected_ = true;
        tell(edge::Connected{}, now);
    } else if (const auto* failed = std::get_if<mqtt::ConnectFailed>(&event)) {
        ++counters_.connect_failures;
        trouble_ = failed->reason;
        leaving_ = false;
        tell(edge::ConnectFailed{}, now);
    } else if (const auto* lost = std::get_if<mqtt::ConnectionLost>(&event)) {
        ++counters_.connect_failures;
        trouble_ = lost->reason;
        leaving_ = false;
        backlog_due_.reset();
        tell(edge::ConnectionLost{}, now);
    } else if (const auto* refused = std::get_if<mqtt::SubscribeFailed>(&event)) {
        trouble_ = refused->reason;
        client_.disconnect();
        tell(edge::ConnectionLost{}, now);
    } else if (std::holds_alternative<mqtt::Subscribed>(event)) {
        tell(edge::Subscribed{}, now);
    } else if (const auto* message = std::get_if<mqtt::Received>(&event)) {
        receive(*message, now);
    } else if (std::holds_alternative<mqtt::Disconnected>(event)) {
        leaving_ = false;
    }
}

void EdgeSession::tell(const edge::Event& event, const Now& now) {
    std::vector<edge::Action> actions;
    actions.swap(actions_);
    rules_.on(event, now, actions);
    for (const auto& action : actions) {
        act(action, now);
    }
    actions.clear();
    actions_.swap(actions);
}

void EdgeSession::act(const edge::Action& action, const Now& now) {
    if (const auto* connecting = std::get_if<edge::Connect>(&action)) {
        connect(*connecting, now);
    } else if (const auto* subscribe = std::get_if<edge::Subscribe>(&action)) {
        client_.subscribe(filter_text(subscribe->filter), 1);
    } else if (const auto* birth = std::get_if<edge::SendBirth>(&action)) {
        send_birth(birth->bd_seq, now);
    } else if (const auto* found = std::get_if<edge::SendDeviceBirth>(&action)) {
        send_device_birth(found->device, now);
    } else if (const auto* lost = std::get_if<edge::SendDeviceDeath>(&action)) {
        send_device(Verb::ddeath, lost->device, encode_device_death(rules_.next_seq(), now), now);
    } else if (const auto* death = std::get_if<edge::SendDeath>(&action)) {
        const auto rule = delivery(Verb::ndeath);
        if (!client_.publish({sparkplug::topic(settings_.area, Verb::ndeath, settings_.node),
                              encode_death(death->bd_seq, now), rule.qos, rule.retain})) {
            ++counters_.publish_failures;
        }
    } else if (std::holds_alternative<edge::Disconnect>(action)) {
        leaving_ = true;
        backlog_due_.reset();
        client_.disconnect();
    } else if (const auto* remember = std::get_if<edge::Remember>(&action)) {
        remember_(remember->next_bd_seq);
    }
}

std::string EdgeSession::filter_text(edge::Filter filter) const {
    switch (filter) {
        case edge::Filter::host_state:
            return sparkplug::state_topic(settings_.primary_host);
        case edge::Filter::device_commands:
            return sparkplug::topic(settings_.area, Verb::dcmd, settings_.node, "+");
        case edge::Filter::node_commands:
            break;
    }
    return sparkplug::topic(settings_.area, Verb::ncmd, settings_.node);
}

void EdgeSession::connect(const edge::Connect& action, const Now& now) {
    if (reporter_.some_are_gone()) {
        reporter_.forget_gone(outbox_.mentioned());
    }
    const auto rule = delivery(Verb::ndeath);
    client_.connect({.server = settings_.servers[action.server],
                     .client_id = settings_.node,
                     .will = mqtt::Message{sparkplug::topic(settings_.area, Verb::ndeath, settings_.node),
                                           encode_death(action.bd_seq, now), rule.qos, rule.retain},
                     .keep_alive = settings_.keep_alive,
                     .tls = settings_.tls,
                     .check_certificate_times = now.wall_known || now.wall >= settings_.certificate_start});
}

ReportHeader EdgeSession::header(const Report* report, bool historical, const Now& now) const {
    ReportHeader header{.epoch = outbox_.epoch(),
                        .oldest = outbox_.oldest(),
                        .newest = outbox_.newest(),
                        .shape = birth_.shape(),
                        .clock_known = now.wall_known,
                        .historical = historical,
                        .taken = now.mono,
                        .sent = now.mono,
                        .earlier = outbox_.earlier(),
                        .orders = orders_ ? orders_->state() : OrderState{}};
    if (blocks_ != nullptr && !historical) {
        header.verifies = true;
        header.blocks = blocks_->answers(now);
    }
    if (throughput_ != nullptr && !historical) {
        header.throughput = throughput_->state();
    }
    if (report == nullptr) {
        return header;
    }
    header.range = report->range;
    header.whole = report->whole;
    header.urgent = report->urgent;
    header.lost = report->lost;
    header.taken = report->taken;
    header.clock_known = header.clock_known || report->wall;
    if (report->of_earlier_boot) {
        // Our monotonic time did not run yet: the age alone says when it was, or nothing where it is not known.
        header.taken = Monotonic{};
        header.sent = Monotonic{std::max(now.wall - report->wall.value_or(now.wall), Milliseconds{})};
    }
    if (report->epoch != header.epoch) {
        const auto ended = std::ranges::find(header.earlier, report->epoch, &EarlierEpoch::epoch);
        header.epoch = ended->epoch;
        header.oldest = ended->oldest;
        header.newest = ended->last;
        header.closed = true;
        header.earlier.clear();
    }
    return header;
}

void EdgeSession::send_birth(std::uint8_t bd_seq, const Now& now) {
    birth_ = Birth(reporter_.series());
    named_at_birth_ = reporter_.ever_named();
    clock_offset_at_birth_ = clock_offset(now);
    wants_whole_ = true;
    const auto rule = delivery(Verb::nbirth);
    const bool taken =
        client_.publish({sparkplug::topic(settings_.area, Verb::nbirth, settings_.node),
                         encode_birth(reporter_.series(), header(nullptr, false, now), rules_.next_seq(), bd_seq, now),
                         rule.qos, rule.retain});
    if (!taken) {
        ++counters_.publish_failures;
        tell(edge::BirthNotTaken{}, now);
        return;
    }
    rules_.sent();
    if (newly_connected_) {
        newly_connected_ = false;
        backlog_.restart();
        backlog_due_ = now.mono + settings_.backlog_start;
    }
}

void EdgeSession::devices(const std::vector<Device>& present, const Now& now) {
    const auto before = std::exchange(devices_, present);
    for (const auto& device : before) {
        if (std::ranges::find(devices_, device.name, &Device::name) == devices_.end()) {
            tell(edge::DeviceLost{device.name}, now);
        }
    }
    for (const auto& device : devices_) {
        if (std::ranges::find(before, device) == before.end()) {
            tell(edge::DeviceFound{device.name}, now);
        }
    }
}

void EdgeSession::send_device_birth(const std::string& name, const Now& now) {
    const auto device = std::ranges::find(devices_, name, &Device::name);
    if (device != devices_.end()) {
        send_device(Verb::dbirth, name, encode_device_birth(*device, rules_.next_seq(), now), now);
    }
}

void EdgeSession::send_device(Verb verb, const std::string& name, std::string payload, const Now& now) {
    if (!rules_.online()) {
        return;  // the birth before it was not taken
    }
    const auto rule = delivery(verb);
    if (client_.publish({sparkplug::topic(settings_.area, verb, settings_.node, name), std::move(payload), rule.qos,
                         rule.retain})) {
        rules_.sent();
    } else {
        ++counters_.publish_failures;
        tell(edge::BirthNotTaken{}, now);
    }
}

void EdgeSession::committed(const Report& report, const Now& now) {
    if (!rules_.online()) {
        return;
    }
    const auto step = clock_offset(now) - clock_offset_at_birth_;
    if (reporter_.ever_named() != named_at_birth_ || step > clock_step || step < -clock_step) {
        tell(edge::BirthOutdated{}, now);
    }
    if (rules_.online() && send(report, false, now) && report.whole) {
        wants_whole_ = false;
    }
}

bool EdgeSession::send(const Report& report, bool historical, const Now& now) {
    const auto rule = delivery(Verb::ndata);
    const bool taken = client_.publish(
        {sparkplug::topic(settings_.area, Verb::ndata, settings_.node),
         encode_data(report, birth_, header(&report, historical, now), rules_.next_seq(), now), rule.qos, rule.retain});
    if (taken) {
        rules_.sent();
    } else {
        ++counters_.publish_failures;
    }
    return taken;
}

void EdgeSession::tick(const Now& now) {
    if (rules_.deadline() && now.mono >= *rules_.deadline()) {
        tell(edge::Tick{}, now);
    }
    if (backlog_due_ && now.mono >= *backlog_due_) {
        send_backlog(now);
    }
}

void EdgeSession::send_backlog(const Now& now) {
    backlog_due_.reset();
    if (!rules_.online()) {
        return;
    }
    const auto* report = backlog_.next(now.wall_known);
    if (report == nullptr) {
        if (!now.wall_known && !outbox_.earlier().empty()) {
            backlog_due_ = now.mono + clock_pause;  // some may wait for the time
        }
        return;
    }
    if (send(*report, true, now)) {
        backlog_.sent(*report);
        backlog_due_ = now.mono + jittered(late_spacing_, settings_.seed, report->range.last);
    } else {
        backlog_due_ = now.mono + congestion_pause;
    }
}

void EdgeSession::receive(const mqtt::Received& message, const Now& now) {
    const auto topic = sparkplug::parse_topic(message.topic);
    if (!topic) {
        return;
    }
    if (topic->verb == Verb::ncmd && topic->area == settings_.area && topic->node == settings_.node) {
        obey(message.payload, now);
    } else if (topic->verb == Verb::state && topic->node == settings_.primary_host) {
        hear_host(message.payload, now);
    }
}

void EdgeSession::obey(std::string_view payload, const Now& now) {
    if (!decode(payload, command_limits, payload_)) {
        return;
    }
    bool rebirth = false;
    std::string_view revocations;
    for (const auto& metric : payload_.metrics) {
        if (metric.name == sparkplug::rebirth_metric) {
            rebirth = rebirth || (metric.value.field == sparkplug::ValueField::boolean_value && metric.value.bits != 0);
        } else if (metric.name == acknowledge_metric && metric.value.field == sparkplug::ValueField::bytes_value) {
            if (const auto word = decode_acknowledge(metric.value.text)) {
                acknowledged(*word, now);
            }
        } else if (metric.name == order_metric && metric.value.field == sparkplug::ValueField::bytes_value && orders_) {
            orders_->hear(metric.value.text, revocations, now);
        } else if (metric.name == revocations_metric && metric.value.field == sparkplug::ValueField::bytes_value) {
            revocations = metric.value.text;
        } else if (metric.name == block_check_metric && metric.value.field == sparkplug::ValueField::bytes_value &&
                   blocks_) {
            blocks_->hear(metric.value.text, now);
        } else if (metric.name == throughput_token_metric && metric.value.field == sparkplug::ValueField::bytes_value &&
                   throughput_) {
            throughput_->hear(metric.value.text, now);
        } else if (metric.name == magpie::check::check_metric &&
                   metric.value.field == sparkplug::ValueField::string_value && check_asked_) {
            check_asked_(metric.value.text, now);
        }
    }
    if (rebirth) {
        tell(edge::RebirthAsked{}, now);
    }
}

void EdgeSession::hear_host(std::string_view payload, const Now& now) {
    if (const auto state = sparkplug::decode_host_state(payload)) {
        tell(edge::HostState{state->online, state->timestamp}, now);
    }
}

void EdgeSession::acknowledged(const Acknowledge& acknowledge, const Now& now) {
    const bool present = acknowledge.epoch == outbox_.epoch();
    if (present && acknowledge.highest > outbox_.newest()) {
        return;
    }
    outbox_.acknowledged(acknowledge, now);
    late_spacing_ = std::max(acknowledge.late_spacing, settings_.backlog_spacing);
    if (acknowledge.highest > acknowledge.received) {
        backlog_.missing(acknowledge);
        wants_whole_ = wants_whole_ || present;
        if (!backlog_due_) {
            backlog_due_ = now.mono;
        }
    }
}

}  // namespace magpie::agent
