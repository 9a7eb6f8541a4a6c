#include "agent/app/page_files.hpp"

#include "agent/app/board.hpp"
#include "platform/tls/x509.hpp"

namespace magpie::agent {

std::string strips_file(const Config& config) {
    return config.page.run_directory + "/page_strips";
}

page::Strips kept_strips(const Config& config) {
    const auto bytes = tls::read_file(strips_file(config));
    return page::Strips::read(bytes.value_or(std::string()), boot_id("/proc"));
}

page::ReportQueue kept_reports(const Config& config) {
    return {config.node.area, config.node.id, config.state_directory + "/page/reports"};
}

}  // namespace magpie::agent
