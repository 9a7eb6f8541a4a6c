#include "agent/orders/orders.hpp"

#include <algorithm>
#include <utility>

namespace magpie::agent {

namespace {

/// So many of a run are worth a line in the log: who sends them is not known.
constexpr unsigned most_misread = 16;

std::optional<tls::SignedOrder> kept_in(const OrderFiles& files, const Orders::Read& read, OrderNumber number,
                                        const Now& now) {
    // It was judged when it was taken. A signer's certificate ends, or is revoked, and what he has ordered goes on.
    auto order = read(files.order(number), {now.mono, now.wall, false});
    return order && order->order.number == number ? std::optional(std::move(*order)) : std::nullopt;
}

bool is_for_another(const Order& order, const std::string& version) {
    return !order.version.empty() && order.version != version;
}

}  // namespace

Orders::Orders(Settings settings, Read read, Judge judge, Check check)
    : settings_(std::move(settings)),
      read_(std::move(read)),
      judge_(std::move(judge)),
      check_(std::move(check)),
      files_(settings_.directory) {}

void Orders::begin(const Now& now) {
    record_ = files_.record();
    const auto& state = record_.state;
    if (state.tried != OrderNumber{}) {
        begin_trial(now);
    }
    if (!in_force_ && state.followed != OrderNumber{}) {
        begin_following(now);
    }
    files_.keep({state.followed, state.tried});
    told_ = state;
}

std::optional<tls::SignedOrder> Orders::kept(OrderNumber number, const Now& now) const {
    return kept_in(files_, read_, number, now);
}

std::optional<Order> Orders::look(const Settings& settings, const Read& read, const Check& check, const Now& now) {
    const OrderFiles files(settings.directory);
    const auto record = files.record();
    const auto good = [&](OrderNumber number) {
        auto found = number == OrderNumber{} ? std::nullopt : kept_in(files, read, number, now);
        return found && check(found->order) ? std::optional(std::move(found->order)) : std::nullopt;
    };
    // A run that tries one has counted it.
    auto tried = record.starts > 0 ? good(record.state.tried) : std::nullopt;
    return tried && !is_for_another(*tried, settings.version) ? std::move(tried) : good(record.state.followed);
}

void Orders::begin_trial(const Now& now) {
    const auto number = record_.state.tried;
    auto tried = kept(number, now);
    if (!tried) {
        return refuse(number, {}, OrderRefusal::not_kept, "its file is damaged");
    }
    tried_by_ = tried->signer;
    if (is_for_another_version(tried->order)) {
        // Whoever installs versions has given up, and it is the old one that begins again.
        if (!files_.wants_version()) {
            return refuse(number, tried_by_, OrderRefusal::version, "the version did not stay");
        }
        due_ = now.mono + version_within;
        return;
    }
    if (record_.starts >= most_starts) {
        return refuse(number, tried_by_, OrderRefusal::not_heard, "was begun three times and never heard");
    }
    if (const auto good = check_(tried->order); !good) {
        return refuse(number, tried_by_, OrderRefusal::configuration, good.error());
    }
    ++record_.starts;
    if (const auto counted = files_.write(record_); !counted) {
        return refuse(number, tried_by_, OrderRefusal::not_kept, counted.error());
    }
    steps_.push_back({"tries an order", number, tried_by_});
    in_force_ = std::move(*tried);
    trying_ = true;
    due_ = now.mono + heard_within;
}

void Orders::begin_following(const Now& now) {
    const auto number = record_.state.followed;
    auto followed = kept(number, now);
    const auto good = followed ? check_(followed->order) : tl::unexpected(std::string("its file is damaged"));
    if (good) {
        steps_.push_back({"follows an order", number, followed->signer});
        in_force_ = std::move(*followed);
        return;
    }
    // Where a file is damaged it is no more known than one never heard of, and may come again.
    record_.state.followed = OrderNumber{};
    if (followed && number > record_.state.refused) {
        return refuse(number, followed->signer, OrderRefusal::configuration, good.error());
    }
    (void)files_.write(record_);
    steps_.push_back({"follows an order no more",
                      number,
                      {},
                      followed ? OrderRefusal::configuration : OrderRefusal::not_kept,
                      good.error()});
}

void Orders::hear(std::string_view der, std::string_view revocations, const Now& now) {
    const auto heard = read_(der, now);
    if (!heard) {
        return misread(der, heard.error());
    }
    const auto& order = heard->order;
    // First: a newer list is worth keeping whomever the order concerns.
    const auto standing = judge_(*heard, revocations, now);
    if (!concerns(order, settings_.area, settings_.node) || !is_new(order.number)) {
        return;
    }
    if (standing.why != OrderRefusal::none) {
        return is_vouched_for(standing.why) ? refuse(order.number, heard->signer, standing.why, standing.problem)
                                            : doubt(order.number, heard->signer, standing.why, standing.problem);
    }
    if (now.wall_known && now.wall > order.not_after) {
        return refuse(order.number, heard->signer, OrderRefusal::too_late);
    }
    // What another version can be told that version knows.
    if (const auto good = is_for_another_version(order) ? tl::expected<void, std::string>() : check_(order); !good) {
        return refuse(order.number, heard->signer, OrderRefusal::configuration, good.error());
    }
    take(*heard, der, now);
}

void Orders::take(const tls::SignedOrder& heard, std::string_view der, const Now& now) {
    const auto& order = heard.order;
    auto record = record_;
    record.state.tried = order.number;
    record.starts = 0;
    files_.want_no_version();
    const bool waits = is_for_another_version(order);
    const auto done = files_.write(order.number, der).and_then([&] { return files_.write(record); }).and_then([&] {
        return waits ? files_.want_version(order.version) : OrderFiles::Or<void>{};
    });
    if (!done) {
        return refuse(order.number, heard.signer, OrderRefusal::not_kept, done.error());
    }
    record_ = record;
    told_ = record_.state;
    tried_by_ = heard.signer;
    steps_.push_back({waits ? "waits for the version of an order" : "takes an order", order.number, heard.signer});
    // One that was tried in this run gives way with the run.
    wants_another_run_ = !waits || trying_;
    trying_ = false;
    due_ = waits ? std::optional(now.mono + version_within) : std::nullopt;
}

void Orders::misread(std::string_view der, OrderRefusal why) {
    if (why == OrderRefusal::format) {
        ++refusals_[static_cast<std::size_t>(why)];
        if (misread_ < most_misread) {
            ++misread_;
            steps_.push_back({"hears an order that cannot be read", OrderNumber{}, {}, why});
        }
        return;
    }
    const auto order = tls::unverified_order(der);
    if (order && is_new(order->number) && concerns(*order, settings_.area, settings_.node)) {
        doubt(order->number, {}, why);
    }
}

/// Nobody vouches for the number: it is told, so that whoever sends a good order can see why the node does not believe
/// it, and forgotten. It must not keep away an order that is signed by who may.
void Orders::doubt(OrderNumber number, const std::string& signer, OrderRefusal why, std::string problem) {
    ++refusals_[static_cast<std::size_t>(why)];
    if (misread_ == most_misread || (told_.refused == number && told_.why == why)) {
        return;
    }
    ++misread_;
    told_.refused = number;
    told_.why = why;
    steps_.push_back({"does not follow an order", number, signer, why, std::move(problem)});
}

void Orders::tick(bool heard, const Now& now) {
    if (trying_ && heard) {
        return confirm();
    }
    if (!due_ || now.mono < *due_ || wants_another_run_) {
        return;
    }
    const auto number = record_.state.tried;
    if (trying_) {
        refuse(number, tried_by_, OrderRefusal::not_heard, "no collector has acknowledged anything");
    } else {
        refuse(number, tried_by_, OrderRefusal::version, "the version did not come");
    }
}

void Orders::confirm() {
    const bool with_version = !in_force_->order.version.empty();
    record_.state.followed = std::exchange(record_.state.tried, OrderNumber{});
    record_.starts = 0;
    told_ = record_.state;
    trying_ = false;
    due_.reset();
    auto done = files_.write(record_);
    if (done && with_version) {
        done = files_.confirm_version(settings_.version);
    }
    files_.want_no_version();
    files_.keep({record_.state.followed});
    steps_.push_back({"was heard, and follows the order", record_.state.followed, tried_by_,
                      done ? OrderRefusal::none : OrderRefusal::not_kept, done ? std::string() : done.error()});
}

void Orders::refuse(OrderNumber number, const std::string& signer, OrderRefusal why, std::string problem) {
    const bool was_in_force = trying_ && number == record_.state.tried;
    if (number == record_.state.tried) {
        record_.state.tried = OrderNumber{};
        record_.starts = 0;
        trying_ = false;
        due_.reset();
        files_.want_no_version();
    }
    ++refusals_[static_cast<std::size_t>(why)];
    record_.state.refused = number;
    record_.state.why = why;
    told_ = record_.state;
    // If the disk does not take it the next run judges again.
    (void)files_.write(record_);
    wants_another_run_ = wants_another_run_ || was_in_force;
    steps_.push_back({was_in_force ? "goes back from an order" : "does not follow an order", number, signer, why,
                      std::move(problem)});
}

bool Orders::is_new(OrderNumber number) const {
    return number > std::max({record_.state.followed, record_.state.tried, record_.state.refused});
}

bool Orders::is_for_another_version(const Order& order) const {
    return is_for_another(order, settings_.version);
}

std::vector<Orders::Step> Orders::take_steps() {
    return std::exchange(steps_, {});
}

}  // namespace magpie::agent
