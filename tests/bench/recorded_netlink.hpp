#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "agent/netlink/netlink.hpp"

namespace magpie::bench {

/// Answers each question with the bytes of the first time, so that the fake's own work is not measured.
class RecordedNetlink final : public agent::Netlink {
  public:
    explicit RecordedNetlink(agent::Netlink& original) : original_(original) {}

    tl::expected<void, agent::NetlinkError> ask(const agent::NetlinkRequest& request,
                                                std::vector<std::byte>& answer) override {
        const std::vector<std::byte> question(request.payload.begin(), request.payload.end());
        auto known = answers_.find(question);
        if (known == answers_.end()) {
            std::vector<std::byte> bytes;
            if (auto asked = original_.ask(request, bytes); !asked) {
                return asked;
            }
            known = answers_.emplace(question, std::move(bytes)).first;
        }
        answer.insert(answer.end(), known->second.begin(), known->second.end());
        return {};
    }
    tl::expected<std::uint16_t, agent::NetlinkError> family(const std::string& name) override {
        return original_.family(name);
    }
    tl::expected<void, agent::NetlinkError> join(const agent::NetlinkGroup& group) override {
        return original_.join(group);
    }
    [[nodiscard]] int event_descriptor() const override { return -1; }
    tl::expected<void, agent::NetlinkError> receive(std::vector<std::byte>& events) override {
        return original_.receive(events);
    }

  private:
    agent::Netlink& original_;
    std::map<std::vector<std::byte>, std::vector<std::byte>> answers_;
};

}  // namespace magpie::bench
