#include "agent/page/report_queue.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "agent/files/fields.hpp"
#include "platform/files/files.hpp"
#include "platform/tls/x509.hpp"
#include "wire/pole_page/pole_report.hpp"

namespace magpie::agent::page {
namespace {

constexpr std::string_view file_end = ".cms";

}  // namespace

ReportQueue::ReportQueue(const std::string& area, const std::string& node, std::string directory)
    : topic_(std::string(pole_report_topics) + area + "/" + node),
      answer_topic_(std::string(pole_reported_topics) + node),
      directory_(std::move(directory)) {
    look();
}

bool ReportQueue::look() {
    std::error_code failed;
    std::vector<std::pair<std::uint64_t, Waiting>> found;
    for (std::filesystem::directory_iterator at(directory_, failed), end; !failed && at != end; at.increment(failed)) {
        const auto file = at->path().filename().string();
        const auto dash = file.find('-');
        const auto number = number_of<std::uint64_t>(std::string_view(file).substr(0, dash));
        if (dash == std::string::npos || !file.ends_with(file_end) || !number || *number > 1'000'000'000'000) {
            continue;
        }
        auto id = file.substr(dash + 1, file.size() - dash - 1 - file_end.size());
        if (is_pole_report_id(id) && std::ranges::find(waiting_, file, &Waiting::file) == waiting_.end()) {
            found.emplace_back(*number, Waiting{file, std::move(id)});
        }
    }
    std::ranges::sort(found, {}, [](const auto& one) { return one.first; });
    for (auto& [number, one] : found) {
        next_number_ = std::max(next_number_, number + 1);
        waiting_.push_back(std::move(one));
    }
    return !found.empty();
}

void ReportQueue::remove(const std::string& file) const {
    std::error_code ignored;
    std::filesystem::remove(std::filesystem::path(directory_) / file, ignored);
}

tl::expected<std::string, std::string> ReportQueue::add(std::string_view cms) {
    const auto folder = std::filesystem::path(directory_).parent_path();
    std::error_code failed;
    std::filesystem::create_directories(folder.parent_path(), failed);
    // A check that root runs leaves its report to the agent.
    const auto made = files::make_directory(folder).and_then([&] { return files::make_directory(directory_); });
    if (!made) {
        return tl::unexpected(made.error());
    }
    auto id = pole_report_id(cms);
    Waiting one{fmt::format("{}-{}{}", next_number_, id, file_end), id};
    if (const auto written = files::write_file(directory_ + "/" + one.file, cms, files::for_us_alone); !written) {
        return tl::unexpected(written.error());
    }
    ++next_number_;
    waiting_.push_back(std::move(one));
    again_at_.reset();
    while (waiting_.size() > most) {
        remove(waiting_.front().file);
        waiting_.erase(waiting_.begin());
    }
    return id;
}

bool ReportQueue::concerns(const mqtt::Event& event) const {
    if (const auto* subscribed = std::get_if<mqtt::Subscribed>(&event)) {
        return subscribed->filter == answer_topic_;
    }
    if (const auto* refused = std::get_if<mqtt::SubscribeFailed>(&event)) {
        return refused->filter == answer_topic_;
    }
    const auto* message = std::get_if<mqtt::Received>(&event);
    return message != nullptr && message->topic == answer_topic_;
}

void ReportQueue::send(mqtt::Client& client, const Now& now) {
    again_at_ = now.mono + patience;
    while (!waiting_.empty()) {
        const auto bytes = tls::read_file(directory_ + "/" + waiting_.front().file);
        if (bytes && pole_report_id(*bytes) == waiting_.front().id) {
            // What is not taken now is tried again: nothing was sent, and nothing is lost.
            (void)client.publish({topic_, *bytes, 1, false});
            return;
        }
        remove(waiting_.front().file);  // damaged: nobody would believe it
        waiting_.erase(waiting_.begin());
    }
}

void ReportQueue::on(const mqtt::Event& event, mqtt::Client& client, const Now& now) {
    if (std::holds_alternative<mqtt::Subscribed>(event)) {
        send(client, now);
    } else if (std::holds_alternative<mqtt::SubscribeFailed>(event)) {
        subscribed_ = false;  // a broker of before; it is asked again in time
    } else if (const auto* message = std::get_if<mqtt::Received>(&event)) {
        const auto found = std::ranges::find(waiting_, message->payload, &Waiting::id);
        if (found != waiting_.end()) {
            remove(found->file);
            waiting_.erase(found);
            send(client, now);
        }
    }
}

void ReportQueue::tick(bool online, mqtt::Client& client, const Now& now) {
    if (online != online_) {
        online_ = online;
        subscribed_ = false;
        again_at_.reset();
    }
    if (!looked_at_ || now.mono >= *looked_at_ + between_looks) {
        looked_at_ = now.mono;
        if (look()) {
            again_at_.reset();
        }
    }
    if (!online_ || waiting_.empty() || (again_at_ && now.mono < *again_at_)) {
        return;
    }
    again_at_ = now.mono + patience;
    if (subscribed_) {
        return send(client, now);
    }
    subscribed_ = true;
    client.subscribe(answer_topic_, 1);
}

}  // namespace magpie::agent::page
