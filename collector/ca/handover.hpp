#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "collector/ca/authority.hpp"
#include "wire/time.hpp"

/// What a technician carries to a new pole: one archive (POSIX ustar, so any `tar` unpacks it) with the agent's
/// configuration, the CA, and the pole's certificate and key.
namespace magpie::collector::ca {

struct Pole {
    std::string area;
    std::string node;
    std::vector<std::string> servers;
    std::string directory = "/etc/magpie";  // where it will be unpacked
};

/// The agent's configuration; everything else stays at its default.
[[nodiscard]] std::string agent_config(const Pole& pole);

struct ArchivedFile {
    std::string name;  // at most 99 bytes
    std::string content;
    unsigned mode = 0644;
};

[[nodiscard]] std::string archive(const std::vector<ArchivedFile>& files, UtcMs now);

[[nodiscard]] std::string handover(const Pole& pole, const Issued& issued, const std::string& root, UtcMs now);

}  // namespace magpie::collector::ca
